/* log: see log.h. Any thread; one write per line. */
#include "config.h"

#include "sensor/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool quiet; /* set once, before threads start */

void log_quiet(bool on)
{
	quiet = on;
}

static void say(const char *label, const char *format, va_list args)
{
	char line[2048];
	int n = snprintf(line, sizeof(line), "spanwatch: %s", label);
	int more = vsnprintf(line + n, sizeof(line) - (size_t)n - 1, format, args);

	size_t len = (size_t)n + (more > 0 ? (size_t)more : 0);
	if (len > sizeof(line) - 2)
		len = sizeof(line) - 2;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	line[len++] = '\n';
	if (write(STDERR_FILENO, line, len) < 0)
		return; /* nowhere left to say it */
}

void log_info(const char *format, ...)
{
	va_list args;

	if (quiet)
		return;
	va_start(args, format);
	say("", format, args);
	va_end(args);
}

void log_warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("warning: ", format, args);
	va_end(args);
}

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("", format, args);
	va_end(args);
}

void assert_failed(const char *file, int line, const char *what)
{
	log_error("internal fault at %s:%d: %s does not hold; please report it", file, line, what);
	_exit(70);
}
