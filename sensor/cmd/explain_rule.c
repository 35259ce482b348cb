/*
 * explain_rule: how one rule is judged over captures: the conditions in the order in which they are
 * asked, where each of them stopped it, how far it came at best, and where it matched. One thread.
 */
#include "config.h"

#include "sensor/cmd/explain.h"
#include "sensor/cmd/explain_rule.h"

#include <stdlib.h>

/* --- what is seen ----------------------------------------------------------------------------- */

/* The judgement has the last word on what matched, unless the rule never asks it. */
static bool is_worth_keeping(const struct rule_look *l)
{
	bool silent = (l->rule->flags & RULE_NOALERT) || l->rule->action == RULE_PASS;

	if (l->why.kind == OBSTACLE_NONE)
		return l->judged || silent;
	return l->why.kind > OBSTACLE_ENDS;
}

static void on_look(void *ctx, const struct rule_look *l)
{
	struct following *f = ctx;

	if (!f->rule)
		conditions_make(f, l->rule);
	f->looked += !l->judged;
	f->matched += !l->judged && l->why.kind == OBSTACLE_NONE;
	f->told += l->judged && l->why.kind == OBSTACLE_NONE;
	if (is_worth_keeping(l)) {
		if (f->look_count < LOOKS_KEPT)
			f->looks[f->look_count] = *l;
		f->look_count++;
	}
	uint32_t at = l->why.kind == OBSTACLE_NONE ? f->count : condition_of(f, l->why);
	if (at == f->count)
		return;
	struct condition *c = &f->conditions[at];
	if (!c->stopped++)
		c->first = *l;
	if (!l->judged && l->why.kind != OBSTACLE_TOLD && at + 1 > f->furthest_at) {
		f->furthest_at = at + 1;
		f->furthest = *l;
	}
}

static const char *judged_on(const struct rule *r)
{
	static const char *const stages[] = {"packets", "payload of packets and streams",
		"requests, answers and bytes of files", "files at their end", "events",
		"actions, elements and files"};

	return stages[r->stage];
}

static void end_text(const struct following *f, const struct rule_look *l, bool src,
	char ret[static ADDR_TEXT + 8])
{
	const struct endpoint *e = src ? &l->src : &l->dst;
	struct addr shown = eve_shown(&f->session->eve, l->space, &e->addr);
	char text[ADDR_TEXT];

	addr_text(&shown, text);
	snprintf(ret, ADDR_TEXT + 8, addr_is_v4(&shown) ? "%s:%u" : "[%s]:%u", text, e->port);
}

/* "packet 9 of core.pcap, 2026-11-22T01:00:00.000000Z, 10.0.0.1:5000 -> 10.0.0.2:80" */
static void look_text(
	const struct following *f, const struct rule_look *l, char ret[static LOOK_TEXT])
{
	const struct eve_context *eve = &f->session->eve;
	char when[33], src[ADDR_TEXT + 8] = "", dst[ADDR_TEXT + 8] = "", where[300];

	time_text(l->ts_us, when);
	if (l->has_ends) {
		end_text(f, l, true, src);
		end_text(f, l, false, dst);
	}
	if (!l->frame_no)
		snprintf(where, sizeof(where), "the end of the flow");
	else if (eve->show_filename)
		snprintf(where, sizeof(where), "packet %u of %s", l->frame_no,
			eve->sources[l->source]);
	else
		snprintf(where, sizeof(where), "packet %u", l->frame_no);
	snprintf(ret, LOOK_TEXT, "%s, %.26sZ%s%s%s%s%s", where, when, l->has_ends ? ", " : "", src,
		l->has_ends ? " -> " : "", dst, l->stream ? ", stream" : "");
}

/* --- for people ------------------------------------------------------------------------------- */

static void say_conditions(const struct following *f)
{
	char text[CONDITION_TEXT];

	printf("\n  %10s  %-16s %s\n", "stopped it", "first at", "condition");
	for (uint32_t i = 0; i < f->count; i++) {
		const struct condition *c = &f->conditions[i];
		char where[32] = "";
		if (condition_is_silent(c))
			continue;
		condition_text(f, c, text);
		if (c->stopped)
			snprintf(where, sizeof(where),
				c->first.frame_no ? "packet %u" : "flow's end", c->first.frame_no);
		printf("  %10llu  %-16s %s\n", (unsigned long long)c->stopped, where, text);
	}
}

static void say_looks(const struct following *f)
{
	char text[CONDITION_TEXT], where[LOOK_TEXT];
	uint64_t shown = f->look_count < LOOKS_SHOWN ? f->look_count : LOOKS_SHOWN;

	if (f->look_count)
		printf("\nBeyond its header it came at:\n");
	for (uint64_t i = 0; i < shown; i++) {
		const struct rule_look *l = &f->looks[i];
		uint32_t at = condition_of(f, l->why);
		look_text(f, l, where);
		if (l->why.kind == OBSTACLE_NONE || at == f->count)
			snprintf(text, sizeof(text),
				l->judged ? "alert" : "matched, and says nothing");
		else
			condition_text(f, &f->conditions[at], text);
		printf("  %s: %s%s\n", where, l->why.kind == OBSTACLE_NONE ? "" : "stopped by ",
			text);
	}
	if (f->look_count > shown)
		printf("  and %llu times more\n", (unsigned long long)(f->look_count - shown));
}

static void say_people(const struct following *f)
{
	const struct rule *r = f->rule;
	char text[CONDITION_TEXT], where[LOOK_TEXT];

	printf("rule %u:%u at %s:%u, judged on %s\n  %s\n\n", r->gid, r->sid, r->file, r->line,
		judged_on(r), r->canonical);
	printf("It was looked at %llu times, matched %llu times and told %llu times.\n",
		(unsigned long long)f->looked, (unsigned long long)f->matched,
		(unsigned long long)f->told);
	if (!f->looked)
		printf("Nothing of the kind that it is held against was seen.\n");
	if (!f->matched && f->furthest_at) {
		condition_text(f, &f->conditions[f->furthest_at - 1], text);
		look_text(f, &f->furthest, where);
		printf("It came furthest at %s; what stopped it: %s\n", where, text);
	}
	say_conditions(f);
	say_looks(f);
}

/* --- as JSON ---------------------------------------------------------------------------------- */

static void write_end(
	struct json *j, const struct following *f, const struct rule_look *l, bool src)
{
	const struct endpoint *e = src ? &l->src : &l->dst;
	struct addr shown = eve_shown(&f->session->eve, l->space, &e->addr);

	json_kv_addr(j, src ? "src_ip" : "dest_ip", &shown);
	json_kv_u64(j, src ? "src_port" : "dest_port", e->port);
}

/* CONDITION: the number of the one that stopped it, as in the list of conditions. */
static void write_look(struct json *j, const struct following *f, const struct rule_look *l)
{
	const struct eve_context *eve = &f->session->eve;
	uint32_t at = condition_of(f, l->why);

	json_open(j, '{');
	json_kv_time(j, "timestamp", l->ts_us);
	if (l->frame_no)
		json_kv_u64(j, "pcap_cnt", l->frame_no);
	if (l->frame_no && eve->show_filename)
		json_kv_string(j, "pcap_filename", eve->sources[l->source]);
	if (l->has_ends) {
		write_end(j, f, l, true);
		write_end(j, f, l, false);
	}
	json_kv_bool(j, "stream", l->stream);
	json_kv_bool(j, "matched", l->why.kind == OBSTACLE_NONE);
	if (l->why.kind != OBSTACLE_NONE && at < f->count)
		json_kv_u64(j, "condition", at);
	json_close(j, '}');
}

static void write_conditions(struct json *j, const struct following *f)
{
	char text[CONDITION_TEXT];

	json_key(j, "conditions");
	json_open(j, '[');
	for (uint32_t i = 0; i < f->count; i++) {
		const struct condition *c = &f->conditions[i];
		condition_text(f, c, text);
		json_open(j, '{');
		json_kv_u64(j, "condition", i);
		json_kv_string(j, "text", text);
		json_kv_u64(j, "stopped", c->stopped);
		if (c->stopped) {
			json_key(j, "first");
			write_look(j, f, &c->first);
		}
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void say_json(const struct following *f)
{
	const struct rule *r = f->rule;
	char *buf = malloc(ANSWER_BYTES);
	struct json j = json_of(buf, buf ? ANSWER_BYTES : 0);

	json_open(&j, '{');
	json_kv_u64(&j, "gid", r->gid);
	json_kv_u64(&j, "sid", r->sid);
	json_kv_string(&j, "file", r->file);
	json_kv_u64(&j, "line", r->line);
	json_kv_string(&j, "rule", r->canonical);
	json_kv_string(&j, "judged_on", judged_on(r));
	json_kv_u64(&j, "looked", f->looked);
	json_kv_u64(&j, "matched", f->matched);
	json_kv_u64(&j, "alerts", f->told);
	write_conditions(&j, f);
	if (!f->matched && f->furthest_at) {
		json_key(&j, "furthest");
		write_look(&j, f, &f->furthest);
	}
	json_key(&j, "looks");
	json_open(&j, '[');
	for (uint64_t i = 0; i < f->look_count && i < LOOKS_KEPT; i++)
		write_look(&j, f, &f->looks[i]);
	json_close(&j, ']');
	json_kv_u64(&j, "more_looks", f->look_count > LOOKS_KEPT ? f->look_count - LOOKS_KEPT : 0);
	json_close(&j, '}');
	if (buf && !j.full)
		printf("%.*s\n", (int)j.len, j.buf);
	free(buf);
}

/* --- the command ------------------------------------------------------------------------------ */

static void on_judged(void *ctx, struct session *s, const char *const *files, unsigned count)
{
	struct following *f = ctx;
	const struct rule_index *x = atomic_load(&s->rules);

	(void)files;
	(void)count;
	f->session = s;
	if (!f->rule)
		conditions_make(f, ruleset_find(x->set, f->o->ask.gid, f->o->ask.sid));
	if (f->o->json)
		say_json(f);
	else
		say_people(f);
}

static int sink_nothing(struct sink *s)
{
	(void)s;
	return 0;
}

static int sink_record(struct sink *s, const struct record *r)
{
	(void)s;
	(void)r;
	return 0;
}

int explain_rule(const struct options *o)
{
	struct following *f = calloc(1, sizeof(*f));
	struct sink nobody = {"explain", sink_record, sink_nothing, sink_nothing, sink_nothing};
	struct witness witness = {o->ask.gid, o->ask.sid, on_look, f};

	if (!f)
		return EXIT_INTERNAL;
	f->o = o;
	int code = reading_judge(o, o->files, o->file_count,
		&(struct audience){
			.sink = &nobody, .judged = on_judged, .witness = &witness, .ctx = f});
	free(f->conditions);
	free(f);
	return code;
}
