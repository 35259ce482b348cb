/* fields: what rules ask of the fields of one event, beside what they look for in its texts. */
#include "config.h"

#include "rules/match/room.h"

#include "rules/rule/values.h"

static const struct value *value_next(
	const struct matcher *m, const struct buffer_info *info, uint32_t *at)
{
	while (*at < m->value_count) {
		const struct value *v = &m->values[(*at)++];
		if (v->buffer == info->base[0] || v->buffer == info->base[1])
			return v;
	}
	return NULL;
}

/* The number of V, which may be told by its name. */
static bool number_of(const struct value *v, enum words words, uint64_t *ret)
{
	*ret = v->number;
	return v->is_number || word_number(words, v->text, ret);
}

/* PORT h1,h2,h3,h4,p1,p2 (RFC 959) with the address of somebody else. */
static bool is_bounce(const struct matcher *m, const struct value *data, const struct target *s)
{
	const struct buffers *b = m->index->set->buffers;
	int command = buffers_find(b, SPAN_LIT("ftp.command"));
	struct span rest = data->text;
	uint8_t octets[4];
	bool port = false;

	for (uint32_t i = 0; i < m->value_count; i++)
		port |= m->values[i].buffer == command &&
			span_eq_nocase(m->values[i].text, SPAN_LIT("PORT"));
	for (int i = 0; i < 4 && port; i++) {
		int64_t comma = span_index(rest, ',');
		uint64_t octet;
		if (comma < 0 ||
			!span_decimal(span_trim(span_sub(rest, 0, (uint32_t)comma)), 255, &octet))
			return false;
		octets[i] = (uint8_t)octet;
		rest = span_sub(rest, (uint32_t)comma + 1, UINT32_MAX);
	}
	struct addr named = addr_v4(octets);
	return port && addr_cmp(&named, &s->scene->end[SIDE_CLIENT].addr) != 0;
}

bool field_fits(const struct matcher *m, const struct rule_check *c, const struct target *s)
{
	const struct buffer_info *info = buffers_info(m->index->set->buffers, c->field);
	const struct value *v;
	uint64_t number;

	for (uint32_t at = 0; (v = value_next(m, info, &at)) != NULL;) {
		if (c->kind == CHECK_FTP_BOUNCE && is_bounce(m, v, s))
			return true;
		if (c->kind == CHECK_EXPIRED && time_read(v->text, &number) &&
			(s->scene->ts_us / 1000000 > (int64_t)number) != c->negated)
			return true;
		if (c->kind == CHECK_FIELD && number_of(v, (enum words)c->mode, &number) &&
			number_fits(&c->number, number))
			return true;
	}
	return false;
}
