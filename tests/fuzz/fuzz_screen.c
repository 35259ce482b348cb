/*
 * fuzz_screen: any bytes on their way to a terminal. What comes out must be valid, hold no control
 * character and keep to its columns.
 */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/sink/screen.h"

#include <stddef.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct screen_line line;
	uint32_t width;

	if (size < 1 || size > 8192)
		return 0;
	width = data[0];
	screen_start(&line, width, false);
	screen_cell(&line, span_of(data + 1, (uint32_t)size - 1), width / 2);
	screen_text(&line, span_of(data + 1, (uint32_t)size - 1), width);
	ASSERT(line.columns <= width && line.len <= SCREEN_LINE);
	ASSERT(screen_columns(span_of(line.text, line.len)) == line.columns);
	for (uint32_t i = 0; i < line.len; i++) {
		uint8_t c = (uint8_t)line.text[i];
		uint8_t next = i + 1 < line.len ? (uint8_t)line.text[i + 1] : 0;
		ASSERT(c >= 0x20 && c != 0x7f && !(c == 0xc2 && next < 0xa0));
	}
	return 0;
}
