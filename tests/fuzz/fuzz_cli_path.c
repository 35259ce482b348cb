/* Lines of a session as banners, prompts' paths and commands one after the other: the path stays
 * words with one blank between them, and what is said of a command lies inside of its line. */
#include "config.h"

#include "dissectors/common/cli_path.h"
#include "sensor/base/cursor.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_path(const struct cli_path *path)
{
	bool blank = true;

	if (path->len > CLI_PATH_MAX)
		abort();
	for (unsigned i = 0; i < path->len; i++) {
		if (blank && path->text[i] == ' ')
			abort();
		blank = path->text[i] == ' ';
	}
	if (path->len && blank)
		abort();
}

static void command(
	struct cli_path *path, enum cli_family family, enum cli_mode mode, struct span line)
{
	struct cli_meaning m;

	cli_classify_at(&lexicon_builtin, family, mode, path, line, &m);
	if (m.text_len > CLI_TEXT_MAX)
		abort();
	if (m.target.len && (m.target.p < line.p || m.target.p + m.target.len > line.p + line.len))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor c = cursor_of(span_of(data, (uint32_t)size));
	enum cli_family family = cursor_u8(&c) % CLI_FAMILY_COUNT;
	enum cli_mode mode = cursor_u8(&c) % (CLI_MODE_CONFIG + 1);
	struct cli_path path = {0};
	struct span line;

	if (!cursor_ok(&c))
		return 0;
	while (cursor_line(&c, &line)) {
		if (line.len && line.p[0] == 1)
			cli_path_set(&path, span_sub(line, 1, UINT32_MAX));
		else if (!cli_path_banner(&path, line))
			command(&path, family, mode, line);
		check_path(&path);
	}
	return 0;
}
