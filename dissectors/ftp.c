/*
 * ftp: File Transfer Protocol (RFC 959, 2228, 2428, 3659) on any TCP port: the control connection.
 * A command and its replies are one event. Runs on a worker's thread.
 *
 *   client: VERB SP argument CR LF     server: ddd SP text CR LF, or ddd-text ... ddd SP text
 */
#include "config.h"

#include "dissectors/common/wait.h"
#include "dissectors/ftp.h"

#include "dissectors/common/text.h"

enum {
	FTP_F_COMMAND,
	FTP_F_COMMAND_DATA,
	FTP_F_COMMAND_SECRET,
	FTP_F_COMMAND_TRUNCATED,
	FTP_F_REPLY,
	FTP_F_CODE,
	FTP_F_DYNAMIC_PORT,
	FTP_F_MODE,
	FTP_F_REPLY_RECEIVED,
	FTP_F_REPLY_TRUNCATED,
	FTP_F_COUNT
};

static const struct field fields[FTP_F_COUNT] = {
	[FTP_F_COMMAND] = {"command", FIELD_TEXT, 0, "Command of the client, in capitals"},
	[FTP_F_COMMAND_DATA] = {"command_data", FIELD_TEXT, FIELD_CLI, "Its argument"},
	[FTP_F_COMMAND_SECRET] = {"command_data", FIELD_TEXT, FIELD_SECRET,
		"Its argument, where that is a password"},
	[FTP_F_COMMAND_TRUNCATED] = {"command_truncated", FIELD_BOOL, 0,
		"The command was longer than what is shown"},
	[FTP_F_REPLY] = {"reply[]", FIELD_TEXT, 0, "Lines of the reply, without codes"},
	[FTP_F_CODE] = {"completion_code[]", FIELD_TEXT, 0, "Codes of the lines"},
	[FTP_F_DYNAMIC_PORT] = {"dynamic_port", FIELD_UINT, 0, "Port of the data connection"},
	[FTP_F_MODE] = {"mode", FIELD_TEXT, 0, "Who opens the data connection: active or passive"},
	[FTP_F_REPLY_RECEIVED] = {"reply_received", FIELD_TEXT, 0, "yes or no"},
	[FTP_F_REPLY_TRUNCATED] = {"reply_truncated", FIELD_BOOL, 0,
		"The reply was longer than what is shown"},
};
static const struct schema schema = {"ftp", fields, FTP_F_COUNT, true};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {21, 2121, 990, 0};

/* --- is it FTP? ----------------------------------------------------------------------------------
 */

static bool is_hinted(const struct probe_input *in)
{
	for (const uint16_t *h = hints; *h; h++)
		if (*h == in->sport || *h == in->dport)
			return true;
	return false;
}

/* 0, or the code of a line that begins with one. */
static uint16_t code_of(struct span line)
{
	uint64_t code;

	if (line.len < 3 || !span_decimal(span_sub(line, 0, 3), 699, &code) || code < 100)
		return 0;
	bool ends = line.len == 3 || line.p[3] == ' ' || line.p[3] == '-';
	return ends ? (uint16_t)code : 0;
}

static bool starts_with_one(struct span s, const char *const *words)
{
	for (; *words; words++)
		if (span_starts_nocase(s, span_str(*words)))
			return true;
	return false;
}

static enum probe probe_server(const struct probe_input *in, struct span line)
{
	static const char *const ours[] = {
		"227 Entering", "229 ", "331 ", "220 FTP", "150 Opening", NULL};
	bool hinted = is_hinted(in);
	uint16_t code = code_of(line);

	if (!code || !text_is_shown(line) || span_has_nocase(line, SPAN_LIT("SMTP")) ||
		span_has_nocase(line, SPAN_LIT("mail")))
		return PROBE_NO;
	if (starts_with_one(line, ours) || (code == 220 && span_has_nocase(line, SPAN_LIT("FTP"))))
		return PROBE_SURE;
	if (in->sport == 25 || in->sport == 587 || in->sport == 119)
		return PROBE_NO;
	return hinted || code == 220 ? PROBE_LIKELY : PROBE_NO;
}

static enum probe probe_client(const struct probe_input *in, struct span line)
{
	static const char *const ours[] = {"PASV\r", "EPSV\r", "PORT ", "EPRT |", "RETR ", "STOR ",
		"SITE ", "MLSD", "MDTM ", "PBSZ ", NULL};
	static const char *const shared[] = {"USER ", "PASS ", "SYST", "FEAT", "AUTH TLS",
		"AUTH SSL", "PWD", "CWD ", "TYPE ", "LIST", "NLST", "SIZE ", "OPTS ", "NOOP",
		"QUIT", "ACCT ", "HELP", "XPWD", "CLNT ", "HOST ", NULL};

	if (!text_is_shown(line))
		return PROBE_NO;
	if (starts_with_one(line, ours))
		return is_hinted(in) ? PROBE_SURE : PROBE_LIKELY;
	return is_hinted(in) && starts_with_one(line, shared) ? PROBE_LIKELY : PROBE_NO;
}

static enum probe probe(const struct probe_input *in)
{
	struct cursor c = cursor_of(in->data);
	struct span line;

	if (!in->stream)
		return PROBE_NO;
	if (in->data.len == 0)
		return PROBE_MORE;
	uint8_t first = in->data.p[0], capital = first & 0xdf;
	bool server = in->from == SIDE_SERVER;
	if (server ? first < '1' || first > '5' : capital < 'A' || capital > 'Z')
		return PROBE_NO;
	if (!cursor_line(&c, &line))
		return in->data.len < 512 && text_is_shown(in->data) ? PROBE_MORE : PROBE_NO;
	line = span_of(line.p, line.len + (line.p + line.len < c.p && line.p[line.len] == '\r'));
	return server ? probe_server(in, line) : probe_client(in, line);
}

/* --- events --------------------------------------------------------------------------------------
 */

static struct span upper(struct dissect *d, struct span word)
{
	uint8_t *out = arena_take(d->scratch, word.len + !word.len);

	for (uint32_t i = 0; out && i < word.len; i++)
		out[i] = word.p[i] >= 'a' && word.p[i] <= 'z' ? word.p[i] & ~0x20 : word.p[i];
	return span_of(out, out ? word.len : 0);
}

static void event_command(struct dissect *d, struct draft *e, const struct ftp_command *c)
{
	struct ftp_words w = ftp_split(span_of(c->text, c->len));
	struct span verb = upper(d, w.verb);
	bool secret = span_eq(verb, SPAN_LIT("PASS")) || span_eq(verb, SPAN_LIT("ACCT"));

	event_text(e, FTP_F_COMMAND, verb);
	if (w.data.len)
		event_text(e, secret ? FTP_F_COMMAND_SECRET : FTP_F_COMMAND_DATA, w.data);
	if (c->cut)
		event_bool(e, FTP_F_COMMAND_TRUNCATED, true);
}

static void event_reply(struct dissect *d, struct draft *e, const struct ftp_state *s)
{
	for (unsigned i = 0; i < s->line_count; i++)
		event_text(e, FTP_F_REPLY, span_of(s->reply + s->lines[i].at, s->lines[i].len));
	for (unsigned i = 0; i < s->line_count; i++)
		if (s->lines[i].code)
			event_text(e, FTP_F_CODE, text_u64(d->scratch, s->lines[i].code));
}

static void event_port(
	struct draft *e, const struct ftp_state *s, const struct ftp_command *c, uint16_t code)
{
	struct ftp_words w = ftp_split(span_of(c->text, c->len));
	bool active = span_eq_nocase(w.verb, SPAN_LIT("PORT")) ||
		      span_eq_nocase(w.verb, SPAN_LIT("EPRT"));
	bool passive = code == 227 || code == 229;

	if (!active && !passive)
		return;
	if (s->port)
		event_uint(e, FTP_F_DYNAMIC_PORT, s->port);
	event_text(e, FTP_F_MODE, active ? SPAN_LIT("active") : SPAN_LIT("passive"));
}

/* C is NULL for a reply that nobody asked for; CODE is 0 where no reply came. */
static void tell(struct dissect *d, struct ftp_state *s, const struct ftp_command *c, uint16_t code)
{
	struct draft *e = event_new(d, &schema);
	struct place here = d->place;

	if (c)
		event_command(d, e, c);
	event_reply(d, e, s);
	if (c)
		event_port(e, s, c, code);
	event_text(e, FTP_F_REPLY_RECEIVED, code ? SPAN_LIT("yes") : SPAN_LIT("no"));
	if (s->reply_cut)
		event_bool(e, FTP_F_REPLY_TRUNCATED, true);
	event_from_client(d);
	event_emit_at(d, e, c ? c->asked_us : d->ts_us);
	d->place = here;
	s->line_count = 0;
	s->reply_len = 0;
	s->reply_cut = false;
}

/* --- commands ------------------------------------------------------------------------------------
 */

static void queue_drop(struct ftp_state *s)
{
	s->head = (uint8_t)((s->head + 1) % FTP_QUEUE);
	s->count--;
}

/* Telnet's IAC IP and IAC DM before an ABOR (RFC 959, 4.1.3). */
static struct span without_telnet(struct span line)
{
	uint32_t at = 0;

	while (at < line.len && (line.p[at] >= 0xf0 || line.p[at] == ' '))
		at++;
	return span_sub(line, at, UINT32_MAX);
}

static bool is_command(struct span line)
{
	uint32_t len = ftp_split(line).verb.len;

	if (len < 3 || len > 12)
		return false;
	for (uint32_t i = 0; i < len; i++)
		if ((line.p[i] & ~0x20) < 'A' || (line.p[i] & ~0x20) > 'Z')
			return false;
	return true;
}

/* False where this cannot be FTP. */
static bool read_command(struct dissect *d, struct ftp_state *s, struct span line, bool cut)
{
	line = without_telnet(line);
	if (!line.len)
		return true;
	if (!is_command(line)) {
		if (s->spoken && !s->told_bad)
			anomaly_emit(d, "ftp.bad_command");
		s->told_bad = true;
		return s->spoken;
	}
	s->spoken = true;
	if (s->count == FTP_QUEUE) {
		s->line_count = 0;
		ftp_unanswered(d, s, &s->queue[s->head]);
		tell(d, s, &s->queue[s->head], 0);
		queue_drop(s);
	}
	struct ftp_command *c = &s->queue[(s->head + s->count++) % FTP_QUEUE];
	struct span kept = span_sub(line, 0, FTP_KEPT);
	*c = (struct ftp_command){
		.asked_us = d->ts_us, .len = (uint16_t)kept.len, .cut = cut || kept.len < line.len};
	memcpy(c->text, kept.p, kept.len);
	ftp_asked(d, s, c);
	return true;
}

/* --- replies -------------------------------------------------------------------------------------
 */

static void keep_reply(struct ftp_state *s, uint16_t code, struct span text)
{
	uint32_t room = FTP_REPLY_BYTES - s->reply_len;

	if (s->line_count == FTP_REPLY_LINES) {
		s->reply_cut = true;
		return;
	}
	s->reply_cut |= text.len > room;
	text = span_sub(text, 0, room);
	s->lines[s->line_count].code = code;
	s->lines[s->line_count].at = s->reply_len;
	s->lines[s->line_count++].len = (uint16_t)text.len;
	if (text.len)
		memcpy(s->reply + s->reply_len, text.p, text.len);
	s->reply_len = (uint16_t)(s->reply_len + text.len);
}

/* The reply is whole; one below 200 announces another. */
static void reply_done(struct dissect *d, struct ftp_state *s, uint16_t code, struct span text)
{
	struct ftp_command *c = s->count ? &s->queue[s->head] : NULL;

	s->open = 0;
	if (code < 200 && c) {
		ftp_announced(d, s, c, text);
		return;
	}
	struct span kept = arena_copy(d->scratch, text);
	ftp_note(d, s, c != NULL, code, kept);
	tell(d, s, c, code);
	if (!c)
		return;
	ftp_answered(d, s, c, code, kept);
	queue_drop(s);
}

static bool read_reply(struct dissect *d, struct ftp_state *s, struct span line)
{
	uint16_t code = code_of(line);
	struct span text = span_sub(line, 4, UINT32_MAX);

	if (!code && !s->spoken)
		return false;
	s->spoken = s->heard = true;
	if (s->open && code != s->open) {
		keep_reply(s, 0, line);
		return true;
	}
	if (!code) {
		keep_reply(s, 0, line);
		return true;
	}
	keep_reply(s, code, text);
	if (line.len > 3 && line.p[3] == '-')
		s->open = code;
	else
		reply_done(d, s, code, text);
	return true;
}

/* --- lines ---------------------------------------------------------------------------------------
 */

static bool read_line(struct dissect *d, struct ftp_state *s, struct span line, bool cut)
{
	if (s->skipping[d->from]) {
		s->skipping[d->from] = cut;
		return true;
	}
	s->skipping[d->from] = cut;
	return d->from == SIDE_CLIENT ? read_command(d, s, line, cut) : read_reply(d, s, line);
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct ftp_state *s = d->state;
	struct span line;

	while (cursor_left(c) && !s->secured) {
		bool whole = wait_line(d, c, &line);
		bool cut = false;
		if (whole && line.len > FTP_LINE_MAX && !s->skipping[d->from]) {
			line.len = FTP_LINE_MAX; /* the same as when it comes in pieces */
			cut = true;
		} else if (!whole && cursor_left(c) < FTP_LINE_MAX) {
			break;
		} else if (!whole) {
			line = cursor_span(c, FTP_LINE_MAX);
			cut = true;
		}
		if (!read_line(d, s, line, cut))
			return PARSE_LOST;
		if (whole)
			s->skipping[d->from] = false;
	}
	return s->secured ? PARSE_NEXT : PARSE_OK;
}

/* Bytes are missing: of a line, and maybe of replies to commands that wait. */
static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct ftp_state *s = d->state;

	(void)missing;
	s->skipping[d->from] = true;
	return PARSE_OK;
}

static void finish(struct dissect *d)
{
	struct ftp_state *s = d->state;

	while (s && s->count) {
		ftp_unanswered(d, s, &s->queue[s->head]);
		tell(d, s, &s->queue[s->head], 0);
		queue_drop(s);
	}
}

_Static_assert(sizeof(struct ftp_state) <= DISSECTOR_STATE_MAX, "state of a connection");

const struct dissector dissector_ftp = {
	.name = "ftp",
	.title = "File Transfer Protocol",
	.spec = "RFC 959, 2228, 2428, 3659",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({'1', '5'}, {'A', 'Z'}, {'a', 'z'}),
	.state_size = sizeof(struct ftp_state),
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.gap = gap,
	.finish = finish,
};
