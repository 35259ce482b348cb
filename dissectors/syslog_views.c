/* syslog_views: see syslog_views.h. */
#include "config.h"

#include "dissectors/syslog_views.h"
#include "sensor/base/fnv.h"

/* The view of this session; one that was not heard of gets the place used longest ago. */
static struct cli_path *view_of(
	struct syslog_views *v, const struct syslog_message *m, struct span user)
{
	struct span parts[] = {m->hostname, m->procid, user};
	uint64_t sum = FNV64;

	for (unsigned i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		sum = fnv64(fnv64(sum, parts[i]), SPAN_LIT("\n"));
	for (unsigned i = 0; i < SYSLOG_VIEWS; i++)
		if (v->whose[i] == sum)
			return &v->path[i];
	uint8_t place = v->next++ % SYSLOG_VIEWS;
	v->whose[place] = sum;
	v->path[place] = (struct cli_path){0};
	return &v->path[place];
}

enum cli_mode syslog_view(struct syslog_views *v, const struct syslog_message *m, struct span user,
	struct cli_path **ret)
{
	if (!m->procid.len || !user.len)
		return CLI_MODE_UNKNOWN;
	*ret = view_of(v, m, user);
	return (*ret)->config ? CLI_MODE_CONFIG : CLI_MODE_UNKNOWN;
}

void syslog_view_move(struct cli_path *path, bool at_root, const struct cli_meaning *m)
{
	if (m->enters_config || path->len)
		path->config = true;
	else if (m->leaves_config || (m->leaves && at_root))
		*path = (struct cli_path){0};
}
