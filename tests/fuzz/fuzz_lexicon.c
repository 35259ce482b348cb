/*
 * Any bytes as an operator's file of words: it is refused with a reason, or every line, prompt and
 * banner can be read with it, whatever its patterns are.
 */
#include "config.h"

#include "dissectors/common/cli.h"
#include "rules/lexicon/lexicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count_fault(void *ctx, const char *line)
{
	unsigned *faults = ctx;

	*faults += line[0] != '\0';
}

/* The path of a file in memory that holds DATA. */
static const char *file_of(const uint8_t *data, size_t size)
{
	static int fd = -1;
	static char path[64];

	if (fd < 0) {
		fd = memfd_create("lexicon", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	if (fd < 0 || ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	return path;
}

/* Reads with LEX what the built-in words are for, and the file itself. */
static void read_with(const struct lexicon *lex, struct span file)
{
	static const struct span lines[] = {SPAN_LIT("copy run tftp://192.0.2.1/x"),
		SPAN_LIT("no snmp-server community a"), SPAN_LIT("set system login user b"),
		SPAN_LIT("/ip firewall add x=y"), SPAN_LIT("core-1(config-if)#"),
		SPAN_LIT("<HUAWEI>"), SPAN_LIT("a a a a a a a a a a a a a a a a a a a a")};
	struct cli_meaning m;
	struct cli_prompt p;

	for (unsigned i = 0; i <= sizeof(lines) / sizeof(*lines); i++) {
		bool own = i == sizeof(lines) / sizeof(*lines);
		struct span line = own ? span_sub(file, 0, 512) : lines[i];
		for (unsigned family = 0; family < lex->family_count; family += 1 + family / 4) {
			cli_classify(lex, (enum cli_family)family,
				(enum cli_mode)(i % CLI_MODE_COUNT), line, &m);
			if (m.text_len > CLI_TEXT_MAX || m.verb >= VERB_COUNT)
				abort();
		}
		cli_prompt(lex, line, &p);
		cli_banner_family(lex, line);
		cli_error(lex, line);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned faults = 0;
	struct diag diag = {.say = count_fault, .ctx = &faults};
	struct lexicon base = lexicon_builtin;

	/* what is built in is only there to be joined: a little of it is enough, and fast */
	base.command_count = base.prompt_count = base.syslog_count = 8;
	base.object_count = base.notification_count = 8;
	const struct lexicon *lex = lexicon_load(file_of(data, size), &base, &diag);

	if ((lex == NULL) != (faults > 0))
		abort();
	if (!lex)
		return 0;
	read_with(lex, span_of(data, (uint32_t)size));
	lexicon_free(lex);
	return 0;
}
