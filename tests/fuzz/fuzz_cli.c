/* Any line as command, prompt, banner and error: no overrun, and spans stay inside the line. */
#include "config.h"

#include "dissectors/common/cli.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(struct span line, struct span part)
{
	if (part.len && (part.p < line.p || part.p + part.len > line.p + line.len))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cli_meaning m;
	struct cli_prompt p;

	if (size < 2)
		return 0;
	struct span line = span_of(data + 2, (uint32_t)size - 2);
	cli_classify(&lexicon_builtin, data[0] % CLI_FAMILY_COUNT, data[1] % (CLI_MODE_CONFIG + 1),
		line, &m);
	check_inside(line, m.target);
	if (m.text_len > CLI_TEXT_MAX)
		abort();
	if (cli_prompt(&lexicon_builtin, line, &p)) {
		check_inside(line, p.hostname);
		check_inside(line, p.user);
	}
	cli_banner_family(&lexicon_builtin, line);
	cli_error(&lexicon_builtin, line);
	return 0;
}
