/* deed_judge: which findings an action gives. Collector's thread. */
#include "config.h"

#include "rules/judge/deed.h"
#include "sensor/base/siphash.h"

/* Words that begin a command which takes something away. */
static const char *const taking_away[] = {"no ", "undo ", "delete ", "clear ", "reset ", "remove ",
	"deactivate ", "disable", "erase "};

static bool takes_away(const struct action *a)
{
	if (a->verb == VERB_ERASE || span_find(a->object, SPAN_LIT("LOGGING_STOP")) >= 0)
		return true;
	for (unsigned i = 0; i < sizeof(taking_away) / sizeof(taking_away[0]); i++)
		if (span_starts_nocase(a->object, span_str(taking_away[i])))
			return true;
	return false;
}

/* Words of a command about logs that take away from them, wherever they stand in it. */
static bool stops_word(struct span word)
{
	static const char *const words[] = {"no", "undo", "delete", "remove", "disable", "disabled",
		"disabled=yes", "deactivate", "shutdown", "deny", "inactive", "stop", "kill",
		"killall", "pkill", NULL};

	for (const char *const *w = words; *w; w++)
		if (span_eq_nocase(word, span_str(*w)))
			return true;
	return false;
}

/* A command about logs takes away: "configure log log-id 10 shutdown"; but not "no shutdown". */
static bool stops_logs(const struct action *a)
{
	struct span rest = a->object, last = span_of(NULL, 0);
	uint32_t count = 0;

	if (span_find(a->object, SPAN_LIT("LOGGINGHOST_STARTSTOP")) >= 0)
		return span_find(a->value, SPAN_LIT(" stopped")) >= 0;
	for (uint32_t from = 0, i = 0; i <= rest.len; i++) {
		if (i < rest.len && !memchr(" /;{}[]()|&\t", rest.p[i], 12))
			continue;
		struct span word = span_sub(rest, from, i - from);
		from = i + 1;
		if (!word.len)
			continue;
		if (span_eq_nocase(last, SPAN_LIT("no")) &&
			span_eq_nocase(word, SPAN_LIT("shutdown")))
			count--;
		else
			count += stops_word(word);
		last = word;
	}
	return count > 0 || takes_away(a);
}

bool deed_stops_logging(const struct deed *d)
{
	return d->action.subject == SUBJECT_LOGGING && verb_changes(d->action.verb) &&
	       stops_logs(&d->action);
}

/* The most telling finding of a change of this subject. */
static enum finding finding_of_subject(const struct action *a)
{
	switch (a->subject) {
	case SUBJECT_ACCOUNT:
		return FINDING_ACCOUNT_CHANGE;
	case SUBJECT_LOGGING:
		return stops_logs(a) ? FINDING_LOGGING_DISABLED : FINDING_UNPERMITTED_CHANGE;
	case SUBJECT_MIRROR:
		return FINDING_TRAFFIC_MIRROR;
	case SUBJECT_TUNNEL:
		return takes_away(a) ? FINDING_UNPERMITTED_CHANGE : FINDING_UNEXPECTED_TUNNEL;
	case SUBJECT_IMAGE:
		return FINDING_UNAPPROVED_IMAGE;
	default:
		return FINDING_UNPERMITTED_CHANGE;
	}
}

/* One finding for each action, the most telling one, so that a deed is not told twice. */
static enum finding finding_of(const struct deed *d)
{
	const struct action *a = &d->action;

	switch (a->verb) {
	case VERB_EXPORT:
		return FINDING_CONFIG_EXPORT;
	case VERB_IMPORT:
		return a->subject == SUBJECT_IMAGE ? FINDING_UNAPPROVED_IMAGE
						   : FINDING_CONFIG_IMPORT;
	case VERB_IMAGE:
		return FINDING_UNAPPROVED_IMAGE;
	case VERB_REBOOT:
		return FINDING_REBOOT;
	case VERB_CHANGE:
	case VERB_EXEC:
	case VERB_SAVE:
	case VERB_ERASE:
		return finding_of_subject(a);
	default:
		return d->actor.is_element ? FINDING_ELEMENT_TO_ELEMENT
					   : FINDING_UNEXPECTED_MANAGER;
	}
}

/* An element that acts on a host that is none: what matters is where it went. */
static bool is_outbound(const struct deed *d)
{
	return d->actor.is_element && !d->element.is_element;
}

/* Logs tell of every stranger who was refused; that is news when there are many of them. */
static bool is_mere_attempt(const struct action *a)
{
	return a->verb == VERB_LOGIN_FAILED && a->evidence == EVIDENCE_ATTESTED;
}

static void deed_describe(const struct deed *d, struct words *w)
{
	const struct action *a = &d->action;

	words_add(w, verb_name(a->verb));
	words_add(w, " of ");
	words_add(w, subject_name(a->subject));
	words_add(w, " on ");
	if (d->element.known)
		party_say(w, &d->element);
	else
		words_add(w, "an unknown element");
	words_add(w, " by ");
	if (d->actor.known)
		party_say(w, &d->actor);
	if (a->user_known) {
		words_add(w, d->actor.known ? " as " : "");
		words_add_span(w, a->user);
	}
	if (!d->actor.known && !a->user_known)
		words_add(w, "an unknown actor");
	words_add(w, " over ");
	words_add(w, d->event->type);
	if (a->object.len) {
		words_add(w, ": ");
		words_add_span(w, a->object_name.len ? a->object_name : a->object);
	}
	if (a->value.len) {
		words_add(w, " = ");
		words_add_span(w, a->value);
	}
	if (a->outcome == OUTCOME_REFUSED || a->outcome == OUTCOME_FAILED) {
		words_add(w, ", ");
		words_add(w, outcome_name(a->outcome));
	}
}

static uint64_t deed_variety(const struct action *a)
{
	static const struct siphash_key fixed = {0x64656564ull, 0x76617269ull};
	return siphash(&fixed, a->object.p, a->object.len) ^
	       ((uint64_t)a->verb << 8 | (uint64_t)a->subject);
}

static struct judgement judgement_of(const struct deed *d, enum finding finding)
{
	struct judgement it = {.finding = finding,
		.event = d->event,
		.app = d->event->type,
		.element = is_outbound(d) ? &d->actor : &d->element,
		.peer = is_outbound(d) ? &d->element : &d->actor,
		.question = &d->question,
		.verdict = &d->verdict,
		.variety = deed_variety(&d->action),
		.variety_max = verb_changes(d->action.verb) || d->action.verb == VERB_EXPORT
				       ? FINDING_VARIETY
				       : 0,
		.mgmt = d->object};

	it.tampers = verb_changes(d->action.verb) &&
		     (d->action.subject == SUBJECT_LOGGING || d->action.subject == SUBJECT_AAA);
	if (d->action.evidence == EVIDENCE_INFERRED)
		it.confidence = CONFIDENCE_LOW;
	deed_describe(d, &it.message);
	return it;
}

/* What anybody fetches from a server of files is no configuration of it. */
static bool is_mere_file(const struct deed *d)
{
	return d->action.either_end && d->action.subject == SUBJECT_FILE &&
	       d->action.element == SIDE_SERVER && strcmp(d->event->type, "tftp") != 0;
}

/* Without a policy nothing is unpermitted; but a newcomer wants to see every change. */
static void judge_without_policy(struct judge *j, const struct deed *d)
{
	enum finding finding = finding_of(d);
	bool export = d->action.verb == VERB_EXPORT;

	if ((!verb_changes(d->action.verb) && !export) || !d->element.is_element || is_mere_file(d))
		return;
	if (finding == FINDING_UNAPPROVED_IMAGE)
		finding = FINDING_UNPERMITTED_CHANGE;
	if (finding == FINDING_UNPERMITTED_CHANGE && d->action.evidence != EVIDENCE_OBSERVED)
		return;
	struct judgement it = judgement_of(d, finding);
	it.rule = "no-policy";
	it.severity = 3;
	it.confidence = finding == FINDING_UNPERMITTED_CHANGE ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM;
	finding_raise(j, &it);
}

static void judge_by_policy(struct judge *j, const struct deed *d)
{
	enum finding finding = finding_of(d);

	if (d->verdict.sanction == SANCTION_OUT_OF_WINDOW)
		finding = FINDING_CHANGE_OUTSIDE_WINDOW;
	else if (d->verdict.sanction == SANCTION_EXCEEDS)
		finding = FINDING_EXCEEDS_WINDOW;
	else if (d->verdict.sanction != SANCTION_UNPERMITTED)
		return;
	if ((!d->element.is_element && !d->actor.is_element) || is_mere_attempt(&d->action))
		return;
	if (is_outbound(d))
		finding = FINDING_UNEXPECTED_OUTBOUND;
	struct judgement it = judgement_of(d, finding);
	it.rule = "default-deny";
	it.permit_helps = true; /* or a window */
	if (!d->actor.known) {
		it.severity = 3;
		it.confidence = CONFIDENCE_LOW;
	}
	finding_raise(j, &it);
}

static void judge_cleartext(struct judge *j, const struct deed *d)
{
	if (!d->action.in_clear || d->action.evidence != EVIDENCE_OBSERVED ||
		!d->element.is_element)
		return;
	struct judgement it = judgement_of(d, FINDING_CLEARTEXT_MANAGEMENT);
	it.rule = "cleartext-protocol";
	it.verdict = NULL;
	it.variety_max = 0;
	finding_raise(j, &it);
}

/* An emergency account: whoever used it says so to somebody, or else it is not one. */
static void judge_break_glass(struct judge *j, const struct deed *d)
{
	struct judgement it = judgement_of(d, FINDING_BREAK_GLASS);

	it.rule = "break-glass-account";
	it.verdict = NULL;
	it.variety_max = 0;
	finding_raise(j, &it);
}

/* Who acts under a name that the policy keeps an account of. A refused login is no use of it. */
static void judge_account(struct judge *j, const struct deed *d)
{
	const char *kind = deed_account(j, d);

	if (!j->policy || d->action.verb == VERB_LOGIN_FAILED || d->action.verb == VERB_LOGOUT)
		return;
	if (kind && strcmp(kind, "break-glass") == 0)
		judge_break_glass(j, d);
}

void deed_judge(struct judge *j, const struct deed *d)
{
	if (j->policy)
		judge_by_policy(j, d);
	else
		judge_without_policy(j, d);
	judge_account(j, d);
	judge_cleartext(j, d);
}
