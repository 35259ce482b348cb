/* shown: see shown.h. Collector's thread. */
#include "config.h"

#include "rules/judge/shown.h"

#include "rules/inventory/pick.h"
#include "rules/judge/held.h"
#include "rules/judge/party.h"
#include "rules/judge/words.h"

struct server_key {
	struct addr addr;
	uint16_t space, port;
	uint16_t zero[2];
};

bool shown_open(struct judge *j)
{
	j->shown = store_new(&(struct store_shape){
		JUDGE_SHOWN, sizeof(struct server_key), sizeof(struct shown), NULL, j});
	return j->shown;
}

static struct server_key key_of(const struct event *e)
{
	const struct endpoint *server = place_end(&e->place, SIDE_SERVER);

	return (struct server_key){
		.addr = server->addr, .space = e->place.space, .port = server->port};
}

static void text_take(struct span value, char to[SHOWN_TEXT])
{
	char text[SHOWN_TEXT];

	words_copy(to, SHOWN_TEXT, pick_text(value, text, sizeof(text)));
}

static void on_value(void *ctx, struct span path, struct span value)
{
	struct shown *s = ctx;

	if (span_eq(path, SPAN_LIT("tls.subject")))
		text_take(value, s->subject);
	else if (span_eq(path, SPAN_LIT("tls.issuerdn")))
		text_take(value, s->issuer);
}

bool shown_may_come(const struct judge *j, const struct event *e)
{
	return e->place.ip_proto == IPPROTO_NR_TCP && e->app && strcmp(e->app, "tls") == 0 &&
	       !shown_of(j, e);
}

void shown_learn(struct judge *j, const struct event *e)
{
	struct party client;
	struct shown s = {0};

	if (!j->policy || strcmp(e->type, "tls") != 0 || !e->place.has_ip)
		return;
	party_of(j, e->place.space, &place_end(&e->place, SIDE_CLIENT)->addr, &client);
	if (!client.is_element)
		return;
	pick(e->json, on_value, &s);
	if (s.subject[0]) {
		struct server_key key = key_of(e);
		*(struct shown *)store_take(j->shown, &key, NULL) = s;
	}
	held_release(j->untold, e->place.flow_id);
}

const struct shown *shown_of(const struct judge *j, const struct event *e)
{
	struct server_key key = key_of(e);

	return store_find(j->shown, &key);
}
