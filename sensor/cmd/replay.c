/*
 * replay: judges the packets of a bundle (bundle.h) again, on the ground of then, and compares the
 * events, byte by byte. What differs is named: the program, a file of the bundle, data of the
 * machine.
 */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/cmd/bundle.h"
#include "sensor/cmd/cmd.h"
#include "sensor/evidence/excerpt.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LINE = 200 /* bytes of a differing line that are shown */ };

struct replay {
	char folder[EXCERPT_PATH];
	char packets[EXCERPT_PATH + 8], events[EXCERPT_PATH + 8], tie[EXCERPT_PATH + 8];
	struct bundle bundle;
	struct ground *ground;
	unsigned changed; /* files of the bundle that are not those of then */
};

/* --- what is there ---------------------------------------------------------------------------- */

/* NAME is ID.pcap, ID.json, ID.bundle or the path without an ending. */
static bool find(struct replay *r, const char *name)
{
	static const char *const endings[] = {".pcap", ".json", ".bundle"};
	size_t len = strlen(name);

	for (unsigned i = 0; i < 3; i++) {
		size_t end = strlen(endings[i]);
		if (len > end && strcmp(name + len - end, endings[i]) == 0) {
			len -= end;
			break;
		}
	}
	if (len >= EXCERPT_PATH - 1)
		return false;
	snprintf(r->packets, sizeof(r->packets), "%.*s.pcap", (int)len, name);
	snprintf(r->events, sizeof(r->events), "%.*s.json", (int)len, name);
	snprintf(r->tie, sizeof(r->tie), "%.*s.bundle", (int)len, name);
	const char *slash = strrchr(r->tie, '/');
	snprintf(r->folder, sizeof(r->folder), "%.*s", slash ? (int)(slash - r->tie) : 1,
		slash ? r->tie : ".");
	return true;
}

static int open_bundle(struct replay *r)
{
	char said[GROUND_SAID];

	if (access(r->packets, R_OK) || access(r->events, R_OK) || access(r->tie, R_OK)) {
		log_error("%s, and beside it %s and %s, make a bundle, and one cannot be read",
			r->packets, strrchr(r->events, '.'), strrchr(r->tie, '.'));
		return EXIT_INPUT;
	}
	if (bundle_read(r->tie, &r->bundle, said))
		r->ground = ground_open(r->folder, r->bundle.basis.ground, said);
	if (!r->ground)
		log_error("%s", said);
	return r->ground ? EXIT_OK : EXIT_INPUT;
}

static void say(void *ctx, const char *what)
{
	(void)ctx;
	printf("  %s\n", what);
}

static void look_at(struct replay *r, const char *path, const char *then, const char *what)
{
	char now[BUNDLE_HEX];

	if (ground_file_sha256(path, now) == 0 && strcmp(now, then) == 0)
		return;
	printf("  %s are not those of then: %s\n", what, path);
	r->changed++;
}

/* All that is not as it was, before the judging, so that what follows is understood. */
static void tell_changes(struct replay *r)
{
	if (strcmp(r->bundle.version, PACKAGE_VERSION) != 0)
		printf("  judged then by " PACKAGE_NAME " %s, now by " PACKAGE_VERSION "\n",
			r->bundle.version);
	look_at(r, r->packets, r->bundle.packets, "the packets");
	look_at(r, r->events, r->bundle.events, "the events");
	r->changed += ground_compare(r->ground, say, NULL);
}

/* --- comparing -------------------------------------------------------------------------------- */

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

/* EXIT_FINDINGS where they differ, or where what was judged is not what was kept. */
static int compare(const struct replay *r, const char *now)
{
	FILE *a = fopen(r->events, "r"), *b = fopen(now, "r");
	char shown[2][LINE];
	unsigned at;
	int code = EXIT_INPUT;

	if (!a || !b) {
		log_error("%s cannot be read", a ? now : r->events);
	} else if ((at = first_difference(a, b, shown)) == 0) {
		printf("the same: %s%s\n", r->events,
			r->changed ? ", but not of the bundle that was kept" : "");
		code = r->changed ? EXIT_FINDINGS : EXIT_OK;
	} else {
		printf("differs in line %u: %s\n", at, r->events);
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

static int judge_again(const struct replay *r)
{
	char now[] = "/tmp/spanwatch-replay-XXXXXX";
	int fd = mkstemp(now);

	if (fd < 0) {
		log_error("no file in /tmp for the events");
		return EXIT_OUTPUT;
	}
	close(fd);
	int code = bundle_judge(r->ground, r->packets, now);
	if (code == EXIT_OK) {
		code = compare(r, now);
	} else if (code != EXIT_INTERNAL && code != EXIT_OUTPUT) {
		log_error("%s cannot be judged again: its %s cannot be read whole", r->packets,
			code == EXIT_INPUT ? "packets" : "policy or rules");
		code = EXIT_INPUT;
	}
	unlink(now);
	return code;
}

static int replay_one(const char *name)
{
	struct replay *r = calloc(1, sizeof(*r));
	int code = EXIT_INTERNAL;

	if (r && !find(r, name)) {
		log_error("the name is too long");
		code = EXIT_USAGE;
	} else if (r && (code = open_bundle(r)) == EXIT_OK) {
		tell_changes(r);
		code = judge_again(r);
	}
	if (r)
		ground_free(r->ground);
	free(r);
	return code;
}

int cmd_replay(int argc, char **argv)
{
	int code = EXIT_OK;

	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		puts("Usage: spanwatch replay BUNDLE...\n"
		     "Judges packets that `read --extract DIR` or a sensor with `evidence: on` "
		     "left\n"
		     "(DIR/ID.pcap) again, by the policy, rules and settings that were kept with "
		     "them, and\n"
		     "compares the events with those of then, byte by byte. What is not as it was "
		     "is named.\n"
		     "\nExit: 0 the same, 1 they differ or a file of the bundle was changed, 2 "
		     "usage,\n"
		     "5 a bundle is damaged or cannot be read.");
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
