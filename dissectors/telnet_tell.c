/*
 * telnet_tell: events of a session's lines, for Telnet and for what else carries a session. Called
 * by the other files of telnet. Worker thread.
 */
#include "config.h"

#include "dissectors/telnet.h"
#include "dissectors/telnet_fields.h"

static const struct field fields[TELNET_F_COUNT] = {TELNET_FIELDS};
const struct schema telnet_schema = {"telnet", fields, TELNET_F_COUNT, false};

void telnet_tell(struct dissect *d, struct telnet_state *s, const struct telnet_said *said)
{
	struct draft *e = event_new(d, s->schema ? s->schema : &telnet_schema);
	const char *vendor = cli_family_vendor(lexicon_of(d), s->vendor),
		   *mode = cli_mode_name(said->mode);
	bool up = said->from == SIDE_CLIENT;

	event_text(e, said->secret ? TELNET_F_SECRET : TELNET_F_LINE, said->line);
	event_text(e, TELNET_F_DIRECTION, span_str(up ? "to_server" : "to_client"));
	if (said->prompt.len)
		event_text(e, TELNET_F_PROMPT, said->prompt);
	if (vendor)
		event_text(e, TELNET_F_VENDOR, span_str(vendor));
	if (mode)
		event_text(e, TELNET_F_MODE, span_str(mode));
	if (s->logged_in && s->user.len)
		event_text(e, TELNET_F_USER, person_name(&s->user));
	if (up && s->output)
		event_uint(e, TELNET_F_OUTPUT, s->output);
	if (up)
		s->output = 0;
	struct place here = d->place;
	if (up)
		event_from_client(d);
	event_emit_at(d, e, said->ts_us);
	d->place = here;
}
