/* build_info: what this binary is made of; `spanwatch --build-info`. */
#include "config.h"

#include "rules/judge.h"
#include "rules/match/sieve.h"
#include "sensor/base/json.h"
#include "sensor/cmd/cmd.h"
#include "sensor/counters.h"
#include "sensor/dissector.h"

#include <stdio.h>

static uint64_t count_protocols(void)
{
	uint64_t count = 0;

	while (dissectors[count])
		count++;
	return count;
}

static void yes_or_no(const char *name, bool yes)
{
	printf("%-12s %s\n", name, yes ? "yes" : "no");
}

void cmd_build_info(void)
{
	unsigned findings;

	judge_findings(&findings);
	printf("%-12s %s\n", "version", PACKAGE_VERSION);
	printf("%-12s %s\n", "compiler", __VERSION__);
	printf("%-12s %s\n", "built for", BUILD_HOST);
	printf("%-12s %s\n", "libraries", BUILD_LIBRARIES);
#ifdef HAVE_NDPI
	yes_or_no("nDPI", true);
#else
	yes_or_no("nDPI", false);
#endif
	printf("%-12s %s\n", "matcher", sieve_best());
	yes_or_no("sanitizers", BUILD_SANITIZED);
	printf("%-12s %llu\n", "protocols", (unsigned long long)count_protocols());
	printf("%-12s %u\n", "findings", findings);
	printf("%-12s %d\n", "counters", COUNTERS);
}
