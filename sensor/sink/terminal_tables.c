/* terminal_tables: the tables of elements and of actions (terminal_print.h). */
#include "config.h"

#include "sensor/sink/quantity.h"
#include "sensor/sink/terminal_line.h"

#define TEXT(row, field) span_of((row)->field, (row)->field##_len)

static const struct line_column wide_elements[] = {{"ELEMENT", 24}, {"ROLE", 10}, {"VENDOR", 14},
	{"PLATFORM", 22}, {"LAST SEEN", TIME_LONG}, {"SOFTWARE", 14}, {NULL, 0}};
static const struct line_column narrow_elements[] = {
	{"ELEMENT", 20}, {"VENDOR", 10}, {"PLATFORM", 18}, {"SOFTWARE", 27}, {NULL, 0}};

static void print_element(struct print *p, const struct element_row *e)
{
	char time[TIME_TEXT] = "";

	screen_string(&p->line, "  ", 2);
	if (!print_is_wide(p)) {
		screen_cell(&p->line, TEXT(e, id), narrow_elements[0].columns);
		screen_cell(&p->line, TEXT(e, vendor), narrow_elements[1].columns);
		screen_cell(&p->line, TEXT(e, platform), narrow_elements[2].columns);
		screen_text(&p->line, TEXT(e, software), p->o.width);
		line_end(p);
		return;
	}
	if (e->last_us > 0)
		line_time(p, e->last_us, true, time);
	screen_cell(&p->line, TEXT(e, id), wide_elements[0].columns);
	screen_cell(&p->line, TEXT(e, role), wide_elements[1].columns);
	screen_cell(&p->line, TEXT(e, vendor), wide_elements[2].columns);
	screen_cell(&p->line, TEXT(e, platform), wide_elements[3].columns);
	screen_cell(&p->line, span_str(time), wide_elements[4].columns);
	screen_text(&p->line, TEXT(e, software), p->o.width);
	line_end(p);
}

void print_elements(struct print *p)
{
	const struct rows *t = p->rows;
	uint32_t max = p->o.rows && p->o.rows < t->element_count ? p->o.rows : t->element_count;

	if (t->element_count == 0)
		return;
	line_title(p, "ELEMENTS", "what they said about themselves");
	line_head(p, print_is_wide(p) ? wide_elements : narrow_elements);
	for (uint32_t i = 0; i < max; i++)
		print_element(p, &t->elements[i]);
	line_left_out(p, t->element_count - max + t->elements_left_out, "elements");
}

static const struct line_column wide_actions[] = {{"TIME", TIME_LONG}, {"WHO", 28}, {"DID", 20},
	{"ON", 20}, {"OUTCOME", 8}, {"EVIDENCE", 9}, {"SANCTION", 13}, {NULL, 0}};
static const struct line_column narrow_actions[] = {
	{"TIME", TIME_SHORT}, {"WHO", 22}, {"DID", 19}, {"ON", 19}, {NULL, 0}};

/* "alice@10.0.0.1"; the user only where it is known. */
static uint32_t describe_who(const struct action_row *a, char *ret)
{
	uint32_t len = a->user_len;

	memcpy(ret, a->user, len);
	if (len > 0)
		ret[len++] = '@';
	return len + addr_text(&a->actor, ret + len);
}

static const char *outcome_colour(const struct action_row *a)
{
	if (strcmp(a->sanction, "unpermitted") == 0 || strcmp(a->sanction, "exceeds") == 0 ||
		strcmp(a->sanction, "out-of-window") == 0)
		return "33";
	return "0";
}

/* The second line: the object, and how often. */
static void print_object(struct print *p, const struct action_row *a)
{
	char times[QUANTITY_TEXT + 16];

	if (a->object_len == 0 && a->count == 1)
		return;
	screen_tab(&p->line, 4);
	screen_text(&p->line, TEXT(a, object), a->count > 1 ? p->o.width - 20 : p->o.width);
	if (a->count > 1) {
		snprintf(times, sizeof(times), "%s%u times", a->object_len ? "  " : "", a->count);
		screen_string(&p->line, times, 40);
	}
	line_end(p);
}

static void print_action(struct print *p, const struct action_row *a)
{
	char time[TIME_TEXT], did[64], who[64 + ADDR_TEXT], how[80];
	bool is_wide = print_is_wide(p);
	const struct line_column *column = is_wide ? wide_actions : narrow_actions;
	struct span who_text = span_of(who, describe_who(a, who));

	line_time(p, a->ts_us, is_wide, time);
	snprintf(did, sizeof(did), "%s %s", verb_name(a->verb), subject_name(a->subject));
	screen_string(&p->line, "  ", 2);
	screen_cell(&p->line, span_str(time), column[0].columns);
	screen_cell(&p->line, who_text, column[1].columns);
	screen_cell(&p->line, span_str(did), column[2].columns);
	screen_cell(&p->line, TEXT(a, element), column[3].columns);
	if (is_wide) {
		screen_cell(&p->line, span_str(outcome_name(a->outcome)), column[4].columns);
		screen_cell(&p->line, span_str(evidence_name(a->evidence)), column[5].columns);
		screen_colour(&p->line, outcome_colour(a));
		screen_string(&p->line, a->sanction, 20);
		screen_colour(&p->line, "0");
		line_end(p);
		print_object(p, a);
		return;
	}
	line_end(p);
	snprintf(how, sizeof(how), "%s, %s, %s, by %s", outcome_name(a->outcome),
		evidence_name(a->evidence), a->sanction, a->via);
	screen_tab(&p->line, 4);
	screen_colour(&p->line, outcome_colour(a));
	screen_string(&p->line, how, p->o.width);
	screen_colour(&p->line, "0");
	line_end(p);
	print_object(p, a);
}

/* Whether B needs no head of its own below A: the same all but for the object. */
static bool same_head(const struct action_row *a, const struct action_row *b)
{
	return a->ts_us / 1000000 == b->ts_us / 1000000 && a->verb == b->verb &&
	       a->subject == b->subject && a->outcome == b->outcome && a->evidence == b->evidence &&
	       strcmp(a->sanction, b->sanction) == 0 && strcmp(a->via, b->via) == 0 &&
	       addr_cmp(&a->actor, &b->actor) == 0 && span_eq(TEXT(a, element), TEXT(b, element)) &&
	       span_eq(TEXT(a, user), TEXT(b, user)) && b->object_len > 0;
}

void print_actions(struct print *p)
{
	const struct rows *t = p->rows;
	uint32_t max = p->o.rows && p->o.rows < t->action_count ? p->o.rows : t->action_count;

	if (t->action_count == 0)
		return;
	line_title(p, "ACTIONS", "logins, and what changed or left an element");
	line_head(p, print_is_wide(p) ? wide_actions : narrow_actions);
	for (uint32_t i = 0; i < max; i++)
		if (i > 0 && same_head(&t->actions[i - 1], &t->actions[i]))
			print_object(p, &t->actions[i]);
		else
			print_action(p, &t->actions[i]);
	line_left_out(p, t->action_count - max + t->actions_left_out, "actions");
}
