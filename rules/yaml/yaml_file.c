/* yaml_file: the files behind yaml.h. */
#include "config.h"

#include "rules/yaml/yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Reads at most one byte more than is taken, so that yaml_parse sees what is too large. */
static int slurp(int fd, uint8_t *buf, uint32_t *ret_len)
{
	uint32_t len = 0;

	while (len < YAML_BYTES + 1) {
		ssize_t n = read(fd, buf + len, YAML_BYTES + 1 - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		len += (uint32_t)n;
	}
	*ret_len = len;
	return 0;
}

struct yaml *yaml_load(const char *file, struct diag *diag)
{
	struct yaml *y = NULL;
	uint32_t len = 0;
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		diag_error(diag, file, 0, 0, "cannot be opened: %s", strerror(errno));
		return NULL;
	}
	uint8_t *buf = malloc(YAML_BYTES + 1);
	int rc = buf ? slurp(fd, buf, &len) : -ENOMEM;
	if (rc < 0)
		diag_error(diag, file, 0, 0, "cannot be read: %s", strerror(-rc));
	else
		y = yaml_parse(file, span_of(buf, len), diag);
	free(buf);
	close(fd);
	return y;
}
