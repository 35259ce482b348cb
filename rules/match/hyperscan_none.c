/* hyperscan_none: in place of hyperscan.c where the program is built without the library. */
#include "config.h"

#include "rules/match/hyperscan.h"

bool strings_can(void)
{
	return false;
}

const char *strings_name(void)
{
	return "";
}

struct strings *strings_new(void)
{
	return NULL;
}

void strings_free(struct strings *s)
{
	(void)s;
}

bool strings_add(struct strings *s, struct span string, uint32_t id)
{
	(void)s;
	(void)string;
	(void)id;
	return false;
}

bool strings_finish(struct strings *s, struct scratch *scratch)
{
	(void)s;
	(void)scratch;
	return false;
}

struct scratch *scratch_new(void)
{
	return NULL;
}

struct scratch *scratch_copy(const struct scratch *from)
{
	(void)from;
	return NULL;
}

void scratch_free(struct scratch *s)
{
	(void)s;
}

void strings_scan(const struct strings *s, struct scratch *scratch, struct span in,
	const struct sieve_ear *ear)
{
	(void)s;
	(void)scratch;
	(void)in;
	(void)ear;
}
