/* services: see services.h. */
#include "config.h"

#include "rules/judge/services.h"

#include "rules/judge/services_data.h"
#include "rules/tsv.h"

#include <errno.h>
#include <stdlib.h>

enum { SERVICES_MOST = 4096 };

struct services {
	char *text; /* the file; its fields end in NUL */
	struct known_service *list;
	unsigned count;
};

static void service_read(void *ctx, const struct tsv_line *l)
{
	struct services *s = ctx;
	struct known_service *to = &s->list[s->count];

	if (l->count == 2 && strcmp(l->fields[0], "date") == 0)
		return;
	bool resolver = l->count == 3 && strcmp(l->fields[1], "resolver") == 0;
	if (l->count != 3 || !l->fields[0][0] || !l->fields[2][0] ||
		(!resolver && strcmp(l->fields[1], "maker") != 0)) {
		diag_error(l->diag, l->file, l->line, 1,
			"three fields parted by tabs belong here: a name or an address, maker or "
			"resolver, and what it is");
		return;
	}
	*to = (struct known_service){
		.name = l->fields[0], .text = l->fields[2], .is_resolver = resolver};
	to->is_addr = addr_parse(span_str(to->name), &to->addr);
	s->count++;
}

int services_open(const char *file, struct diag *diag, struct services **ret)
{
	const struct tsv_line as = {.diag = diag, .file = file ? file : "services.tsv"};
	struct services *s = calloc(1, sizeof(*s));
	unsigned before = diag->errors;

	if (s) {
		s->list = calloc(SERVICES_MOST, sizeof(*s->list));
		s->text = tsv_text(file, services_data, diag);
	}
	if (s && s->list && s->text)
		tsv_read(s->text, &as, SERVICES_MOST, service_read, s);
	if (diag->errors != before || !s || !s->list || !s->text) {
		services_free(s);
		return diag->errors != before ? -EINVAL : -ENOMEM;
	}
	*ret = s;
	return 0;
}

void services_free(struct services *s)
{
	if (!s)
		return;
	free(s->text);
	free(s->list);
	free(s);
}

static bool is_below(struct span name, struct span suffix)
{
	if (name.len < suffix.len ||
		!span_eq_nocase(span_sub(name, name.len - suffix.len, suffix.len), suffix))
		return false;
	return name.len == suffix.len || name.p[name.len - suffix.len - 1] == '.';
}

const struct known_service *services_named(const struct services *s, const char *domain)
{
	const struct known_service *best = NULL;
	size_t longest = 0;

	for (unsigned i = 0; s && domain && i < s->count; i++) {
		const struct known_service *at = &s->list[i];
		size_t len = strlen(at->name);
		if (at->is_addr || len <= longest ||
			!is_below(span_str(domain), span_str(at->name)))
			continue;
		longest = len;
		best = at;
	}
	return best;
}

const struct known_service *services_at(const struct services *s, const struct addr *a)
{
	for (unsigned i = 0; s && i < s->count; i++)
		if (s->list[i].is_addr && addr_cmp(&s->list[i].addr, a) == 0)
			return &s->list[i];
	return NULL;
}
