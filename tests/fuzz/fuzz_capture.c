/*
 * Any bytes as a capture file: the reader must end, stay inside its buffers and never give a frame
 * that is longer than the limit. The file lies in memory (memfd).
 */
#include "config.h"

#include "sensor/capture/reader.h"
#include "sensor/limits.h"
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static volatile uint8_t sink;
	static struct reader reader;
	struct input_options options = {.window = 64, .wake_fd = -1};
	struct frame frame;
	uint32_t count = 0;

	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	if (reader_of_fd(&reader, fd, &options))
		abort();
	while (reader_next(&reader, &frame) == READER_FRAME) {
		count++;
		if (frame.frame_no != count || frame.data.len > LIMIT_FRAME ||
			frame.len < frame.data.len || frame.ts_us < 0)
			abort();
		if (frame.data.len)
			sink = frame.data.p[frame.data.len - 1];
	}
	(void)sink;
	reader_close(&reader);
	return 0;
}
