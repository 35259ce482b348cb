/* harness_told: what a dissector said, written down as the expectations of vectors read; harness.h.
 */
#include "config.h"

#include "tests/dissectors/harness_told.h"

static void print_span(FILE *out, const char *key, struct span s)
{
	if (!s.len)
		return;
	fprintf(out, " %s=", key);
	for (uint32_t i = 0; i < s.len; i++)
		if (s.p[i] >= 0x20 && s.p[i] < 0x7f)
			fputc(s.p[i], out);
		else
			fprintf(out, "\\x%02x", s.p[i]);
}

static const char *side_name(enum side s)
{
	return s == SIDE_CLIENT ? "client" : "server";
}

static void print_action(FILE *out, const struct action *a)
{
	char text[ADDR_TEXT];

	fprintf(out, "action %s %s element=%s", verb_name(a->verb), subject_name(a->subject),
		side_name(a->element));
	print_span(out, "object", a->object);
	print_span(out, "name", a->object_name);
	print_span(out, "value", a->value);
	print_span(out, "user", a->user);
	if (a->has_actor && addr_text(&a->actor, text))
		fprintf(out, " actor=%s", text);
	if (a->has_element && addr_text(&a->element_addr, text))
		fprintf(out, " on=%s", text);
	if (a->has_target && addr_text(&a->target, text))
		fprintf(out, " target=%s", text);
	fprintf(out, " outcome=%s evidence=%s", outcome_name(a->outcome),
		evidence_name(a->evidence));
	if (a->certainty)
		fprintf(out, " confidence=%s", certainty_name(a->certainty));
	if (a->count > 1)
		fprintf(out, " count=%u", a->count);
	print_span(out, "reason", a->reason);
	if (a->sealed)
		fputs(" sealed", out);
	fputc('\n', out);
}

/* The objects of an EVE line, without the head that depends on packets. */
static void print_protocol(FILE *out, const struct event *e)
{
	char key[64];
	int n = snprintf(key, sizeof(key), "\"%s\":{", e->type);
	int64_t at = span_find(e->json, span_of(key, (uint32_t)n));

	ck_assert_msg(at >= 0, "no object of type %s", e->type);
	fprintf(out, "%s {%.*s\n", e->type, (int)(e->json.len - at), (const char *)e->json.p + at);
}

static void print_identity(FILE *out, const struct identity *i)
{
	char text[ADDR_TEXT];

	fprintf(out, "identity of=%s", side_name(i->of));
	if (i->has_addr && addr_text(&i->addr, text))
		fprintf(out, " addr=%s", text);
	if (i->has_mac && mac_text(&i->mac, text))
		fprintf(out, " mac=%s", text);
	print_span(out, "vendor", i->vendor);
	print_span(out, "platform", i->platform);
	print_span(out, "software", i->software);
	print_span(out, "name", i->name);
	print_span(out, "evidence", i->evidence);
	fprintf(out, " equipment=%d\n", i->is_equipment);
}

void told_write(FILE *out, const struct event *e)
{
	char text[ADDR_TEXT];

	switch (e->kind) {
	case EVENT_PROTOCOL:
		print_protocol(out, e);
		break;
	case EVENT_ACTION:
		print_action(out, &e->u.action);
		break;
	case EVENT_TRANSFER:
		fprintf(out, "transfer");
		print_span(out, "name", e->u.transfer.name);
		fprintf(out, " from=%s size=%llu sha256=%s complete=%d\n",
			side_name(e->u.transfer.sender), (unsigned long long)e->u.transfer.size,
			e->u.transfer.sha256, e->u.transfer.complete);
		break;
	case EVENT_IDENTITY:
		print_identity(out, &e->u.identity);
		break;
	case EVENT_CREDENTIAL:
		fprintf(out, "credential");
		print_span(out, "user", e->u.credential.user);
		fprintf(out, " element=%s clear=%d default=%d\n",
			side_name(e->u.credential.element), e->u.credential.cleartext,
			e->u.credential.known_default);
		break;
	case EVENT_NAME:
		fprintf(out, "name");
		print_span(out, "text", e->u.name.name);
		if (e->u.name.has_addr && addr_text(&e->u.name.addr, text))
			fprintf(out, " addr=%s ttl=%u", text, e->u.name.ttl_s);
		fputc('\n', out);
		break;
	case EVENT_SIGNAL:
		fprintf(out, "%s %s", strcmp(e->u.signal.type, "hint") ? "anomaly" : "hint",
			e->u.signal.name);
		print_span(out, "text", e->u.signal.text);
		if (e->u.signal.number)
			fprintf(out, " number=%llu", (unsigned long long)e->u.signal.number);
		fputc('\n', out);
		break;
	default:
		break;
	}
}
