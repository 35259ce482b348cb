/* keep: the inventory from one run to the next (rules/memory.h). Collector's thread. */
#include "config.h"

#include "rules/inventory/asset.h"
#include "rules/memory.h"

static void fact_save(const struct fact *f, struct memory_out *out)
{
	memory_put_u8(out, f->kind);
	memory_put_u8(out, f->weight);
	memory_put_u16(out, f->port);
	memory_put_u32(out, f->count);
	memory_put_i64(out, f->first_us);
	memory_put_i64(out, f->last_us);
	memory_put_text(out, f->source);
	memory_put_text(out, f->value);
}

static void asset_save(const struct asset *a, struct memory_out *out)
{
	party_key_save(&a->key, out);
	memory_put_text(out, a->id);
	memory_put_text(out, a->declared);
	memory_put_addr(out, &a->addr);
	memory_put_u8(out, a->is_element);
	memory_put_i64(out, a->first_us);
	memory_put_i64(out, a->last_us);
	memory_put_i64(out, a->told_us);
	memory_put_i64(out, a->up_at_us);
	memory_put_i64(out, a->up_s);
	memory_put_i64(out, a->restart_us);
	memory_put_i64(out, a->bgp_first_us);
	memory_put_i64(out, a->bgp_last_us);
	memory_put_addr(out, &a->bgp_peer);
	memory_put_i64(out, a->booted_us);
	memory_put_u8(out, a->booted_by);
	memory_put_u8(out, a->count);
	for (unsigned i = 0; i < a->count; i++)
		fact_save(&a->facts[i], out);
}

void inventory_save(const struct judge *j, struct memory_out *out)
{
	memory_put_u32(out, store_count(j->assets));
	for (const struct asset *a = store_oldest(j->assets, NULL); a;
		a = store_later(j->assets, a, NULL))
		asset_save(a, out);
}

static bool fact_load(struct fact *f, struct cursor *in)
{
	f->kind = cursor_u8(in);
	f->weight = cursor_u8(in);
	f->port = cursor_be16(in);
	f->count = cursor_be32(in);
	f->first_us = memory_get_time(in);
	f->last_us = memory_get_time(in);
	memory_get_text(in, f->source, sizeof(f->source));
	memory_get_text(in, f->value, sizeof(f->value));
	return cursor_ok(in) && f->kind < FACT_KINDS;
}

/* The first version knew nothing of BGP, the second did not count restarts. */
static bool asset_load(struct judge *j, uint32_t version, struct cursor *in)
{
	struct asset read;

	memset(&read, 0, sizeof(read));
	read.key = party_key_load(in);
	memory_get_text(in, read.id, sizeof(read.id));
	memory_get_text(in, read.declared, sizeof(read.declared));
	read.addr = memory_get_addr(in);
	read.is_element = cursor_u8(in) != 0;
	read.first_us = memory_get_time(in);
	read.last_us = memory_get_time(in);
	read.told_us = memory_get_time(in);
	read.up_at_us = memory_get_time(in);
	read.up_s = memory_get_time(in);
	read.restart_us = memory_get_time(in);
	if (version > 1) {
		read.bgp_first_us = memory_get_time(in);
		read.bgp_last_us = memory_get_time(in);
		read.bgp_peer = memory_get_addr(in);
	}
	if (version > 2) {
		read.booted_us = memory_get_time(in);
		read.booted_by = cursor_u8(in);
	}
	read.count = cursor_u8(in);
	if (!cursor_ok(in) || read.count > ASSET_FACTS)
		return false;
	for (unsigned i = 0; i < read.count; i++)
		if (!fact_load(&read.facts[i], in))
			return false;
	*(struct asset *)store_take(j->assets, &read.key, NULL) = read;
	return true;
}

bool inventory_load(struct judge *j, uint32_t version, struct cursor *in)
{
	uint32_t count = cursor_be32(in);

	if (count > INVENTORY_ASSETS)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!asset_load(j, version, in))
			return false;
	return true;
}
