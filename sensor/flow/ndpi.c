/* ndpi: see ndpi.h. */
#include "config.h"

#include "sensor/flow/ndpi.h"

struct ndpi_door *ndpi_door_new(unsigned flow_capacity)
{
	(void)flow_capacity;
	return NULL;
}

void ndpi_door_free(struct ndpi_door *door)
{
	(void)door;
}

uint32_t ndpi_door_begin(struct ndpi_door *door)
{
	(void)door;
	return 0;
}

enum ndpi_verdict ndpi_door_feed(
	struct ndpi_door *door, uint32_t handle, const struct packet *p, const char **ret_name)
{
	(void)door;
	(void)handle;
	(void)p;
	*ret_name = NULL;
	return NDPI_UNKNOWN;
}

void ndpi_door_end(struct ndpi_door *door, uint32_t handle)
{
	(void)door;
	(void)handle;
}
