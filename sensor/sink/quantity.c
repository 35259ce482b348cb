/* quantity: see quantity.h. */
#include "config.h"

#include "sensor/sink/quantity.h"

#include <stdio.h>
#include <string.h>

static void scaled(char *ret, uint64_t number, const char *unit, const char *one)
{
	static const char prefix[] = " kMGTPE";
	double value = (double)number;
	unsigned step = 0;

	while (value >= 999.5 && prefix[step + 1] != '\0') {
		value /= 1000;
		step++;
	}
	if (step == 0)
		snprintf(ret, 16, "%u%s", (unsigned)number, one);
	else
		snprintf(ret, 16, "%.*f %c%s", value < 99.95, value, prefix[step], unit);
}

void quantity_bytes(char *ret, uint64_t bytes)
{
	scaled(ret, bytes, "B", " B");
}

void quantity_count(char *ret, uint64_t count)
{
	scaled(ret, count, "", "");
}

void quantity_exact(char *ret, uint64_t count)
{
	char digits[QUANTITY_TEXT];
	int len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)count);
	char *to = ret;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
}
