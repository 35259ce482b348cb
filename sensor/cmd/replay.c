/*
 * replay: judges the packets of a bundle (bundle.h) again and compares the events, byte by byte.
 * What differs tells what has changed since: the program, the policy, or the packets.
 */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/cmd/bundle.h"
#include "sensor/cmd/cmd.h"
#include "sensor/cmd/options.h"
#include "sensor/evidence/excerpt.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LINE = 200 /* bytes of a differing line that are shown */ };

/* The first line in which A and B differ, from 1; 0 where they are the same. */
static unsigned first_difference(FILE *a, FILE *b, char shown[2][LINE])
{
	char *lines[2] = {NULL, NULL};
	size_t room[2] = {0, 0};
	unsigned number = 0, at = 0;
	ssize_t len[2];

	do {
		number++;
		len[0] = getline(&lines[0], &room[0], a);
		len[1] = getline(&lines[1], &room[1], b);
		if (len[0] != len[1] ||
			(len[0] > 0 && memcmp(lines[0], lines[1], (size_t)len[0]) != 0))
			at = number;
	} while (!at && len[0] > 0);
	for (int i = 0; at && i < 2; i++)
		snprintf(shown[i], LINE, "%.*s", LINE - 1, len[i] > 0 ? lines[i] : "(nothing)");
	free(lines[0]);
	free(lines[1]);
	return at;
}

static int compare(const char *before, const char *now)
{
	FILE *a = fopen(before, "r"), *b = fopen(now, "r");
	char shown[2][LINE];
	unsigned at;
	int code = EXIT_INPUT;

	if (!a || !b) {
		log_error("%s cannot be read", a ? now : before);
	} else if ((at = first_difference(a, b, shown)) == 0) {
		printf("the same: %s\n", before);
		code = EXIT_OK;
	} else {
		printf("differs in line %u: %s\n", at, before);
		for (int i = 0; i < 2; i++)
			printf("  %s %.*s\n",
				i ? "now:   " : "before:", (int)strcspn(shown[i], "\n"), shown[i]);
		code = EXIT_FINDINGS;
	}
	if (a)
		fclose(a);
	if (b)
		fclose(b);
	return code;
}

/* NAME is ID.pcap, ID.json or the path without either. */
static int replay_one(const char *name)
{
	char stem[EXCERPT_PATH], packets[EXCERPT_PATH + 8], before[EXCERPT_PATH + 8];
	char policy[EXCERPT_PATH + 40], now[] = "/tmp/spanwatch-replay-XXXXXX";
	size_t len = strlen(name);

	if (len > 5 && (!strcmp(name + len - 5, ".pcap") || !strcmp(name + len - 5, ".json")))
		len -= 5;
	if (len >= sizeof(stem)) {
		log_error("the name is too long");
		return EXIT_USAGE;
	}
	snprintf(stem, sizeof(stem), "%.*s", (int)len, name);
	snprintf(packets, sizeof(packets), "%s.pcap", stem);
	snprintf(before, sizeof(before), "%s.json", stem);
	char *slash = strrchr(stem, '/');
	if (slash)
		slash[1] = '\0';
	if (access(packets, R_OK) || access(before, R_OK)) {
		log_error("%s and %s make a bundle, and one cannot be read", packets, before);
		return EXIT_INPUT;
	}
	int fd = mkstemp(now);
	if (fd < 0) {
		log_error("no file in /tmp for the events");
		return EXIT_OUTPUT;
	}
	close(fd);
	bool judged = bundle_find_policy(before, slash ? stem : "", policy, sizeof(policy));
	int code = bundle_judge(packets, judged ? policy : NULL, now);
	if (!code)
		code = compare(before, now);
	unlink(now);
	return code;
}

int cmd_replay(int argc, char **argv)
{
	int code = EXIT_OK;

	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		puts("Usage: spanwatch replay BUNDLE...\n"
		     "Judges packets that `read --extract DIR` or a sensor with `evidence: on` "
		     "left\n"
		     "(DIR/ID.pcap) again, under the policy beside them, and compares the events "
		     "with those of then, byte by "
		     "byte.\n"
		     "\nExit: 0 the same, 1 they differ, 2 usage, 5 a bundle cannot be read.");
		return EXIT_OK;
	}
	if (argc < 2 || argv[1][0] == '-') {
		log_error("which bundle? 'spanwatch replay DIR/ID.pcap' judges it again");
		return EXIT_USAGE;
	}
	for (int i = 1; i < argc; i++) {
		int one = replay_one(argv[i]);
		code = one > code ? one : code;
	}
	return code;
}
