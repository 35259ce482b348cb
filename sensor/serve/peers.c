/* peers: see peers.h. */
#include "config.h"

#include "sensor/serve/peers.h"

#include "rules/geo.h"

#include <stdio.h>
#include <time.h>

void peers_day(uint64_t last_ms, unsigned back, char ret[static 9])
{
	time_t s = (time_t)(last_ms / 1000 % 253402300800) - (time_t)back * 86400;
	struct tm tm = {0};
	char text[16];

	gmtime_r(&s, &tm);
	snprintf(text, sizeof(text), "%04u%02u%02u", ((unsigned)tm.tm_year + 1900) % 10000,
		((unsigned)tm.tm_mon + 1) % 100, (unsigned)tm.tm_mday % 100);
	memcpy(ret, text, 9);
}

struct redisReply *peers_top(
	struct request *r, const char *sensor, struct span id, const char *day, const char *count)
{
	char key[DEPOT_KEY], name[16];
	int len = snprintf(name, sizeof(name), ":top:%.8s", day);
	struct span parts[3] = {SPAN_LIT("el:"), id, span_of(name, (uint32_t)len)};
	struct span words[5] = {SPAN_LIT("ZREVRANGE"), depot_key(r->redis, sensor, parts, key),
		SPAN_LIT("0"), span_str(count), SPAN_LIT("WITHSCORES")};

	return depot_ask(r->redis, words, 5);
}

void peer_open(struct json *j, const struct serve *s, struct span peer)
{
	struct geo_answer known;
	struct addr addr;

	json_open(j, '{');
	json_kv_text(j, "peer", peer);
	if (!addr_parse(peer, &addr))
		return;
	json_kv_bool(j, "private", addr_is_private(&addr));
	if (!s->geo || !geo_find(s->geo, &addr, &known))
		return;
	if (known.country[0])
		json_kv_string(j, "cc", known.country);
	if (known.asn)
		json_kv_u64(j, "asn", known.asn);
	if (known.owner[0])
		json_kv_string(j, "owner", known.owner);
}
