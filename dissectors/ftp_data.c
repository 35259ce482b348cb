/*
 * ftp_data: a data connection of FTP, known only by its announcement on the control connection: the
 * bytes say nothing of themselves. The file is hashed as it passes. Runs on a worker's thread.
 */
#include "config.h"

#include "dissectors/common/image.h"
#include "dissectors/common/sums.h"
#include "dissectors/ftp.h"

enum { ANNOUNCED = 3 }; /* a port, the command, its name */
enum { FTP_DATA_F_FILENAME, FTP_DATA_F_COMMAND, FTP_DATA_F_COUNT };

static const struct field fields[FTP_DATA_F_COUNT] = {
	[FTP_DATA_F_FILENAME] = {"filename", FIELD_TEXT, 0, "Name of the file that crosses"},
	[FTP_DATA_F_COMMAND] = {"command", FIELD_TEXT, 0, "Command that it serves"},
};
static const struct schema schema = {"ftp_data", fields, FTP_DATA_F_COUNT, true};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {0};

struct ftp_data_state {
	struct ftp_seed what; /* first: an announced flow starts as a copy of it */
	struct sha256_ctx hash;
	struct file_sums sums;
	struct image image;
	uint64_t size, ahead[2]; /* ahead: bytes that were missed before any came, by side */
	enum side sender;
	bool begun, told, hole[2]; /* by side: the silent one may miss what it likes */
};
_Static_assert(sizeof(struct ftp_seed) <= DISSECTOR_SEED_MAX, "what is announced is the seed");

static enum probe probe(const struct probe_input *in)
{
	(void)in;
	return PROBE_NO;
}

/* The server names what STOU stores. */
static bool is_named(const struct ftp_seed *what)
{
	return what->command[0] && (what->name_len || strcmp(what->command, "STOU") != 0);
}

/* The command that says what crosses, and the name of STOU, may come after the connection that
 * carries it. */
static void begin(struct dissect *d, struct ftp_data_state *s)
{
	struct ftp_seed what;

	if (s->begun)
		return;
	s->begun = true;
	s->sender = d->from;
	s->size = s->ahead[d->from];
	sha256_init(&s->hash);
	file_sums_begin(&s->sums, d);
	for (unsigned i = 0; i < ANNOUNCED && !is_named(&s->what); i++) {
		if (!expect_recall(d, &what, sizeof(what)))
			break;
		s->what = what;
	}
	image_begin(&s->image, span_of(s->what.name, s->what.name_len));
	struct draft *e = event_new(d, &schema);
	if (s->what.name_len)
		event_text(e, FTP_DATA_F_FILENAME, span_of(s->what.name, s->what.name_len));
	if (s->what.command[0])
		event_text(e, FTP_DATA_F_COMMAND, span_str(s->what.command));
	event_emit(d, e);
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct ftp_data_state *s = d->state;
	struct span bytes = cursor_rest(c);

	if (!bytes.len)
		return PARSE_OK;
	begin(d, s);
	if (d->from != s->sender)
		return PARSE_STOP; /* a data connection carries one way */
	if (s->what.listing)
		return PARSE_STOP;
	s->size += bytes.len;
	if (!s->hole[d->from]) {
		sha256_update(&s->hash, bytes.len, bytes.p);
		file_sums_bytes(&s->sums, bytes);
		image_bytes(&s->image, bytes);
	}
	return PARSE_OK;
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct ftp_data_state *s = d->state;

	if (!s->begun)
		s->ahead[d->from] += missing;
	else if (d->from == s->sender)
		s->size += missing;
	s->hole[d->from] = true;
	return PARSE_OK;
}

static void finish(struct dissect *d)
{
	struct ftp_data_state *s = d->state;

	if (!s || !s->begun || s->told || s->what.listing)
		return;
	s->told = true;
	struct transfer t = {.name = span_of(s->what.name, s->what.name_len),
		.sender = s->sender,
		.size = s->size,
		.complete = !s->hole[s->sender] && !s->what.partial && d->closed[s->sender]};
	if (t.complete) {
		digest_sha256_hex(&s->hash, t.sha256);
		file_sums_tell(&s->sums, &t);
	}
	image_tell(&s->image, &t);
	transfer_emit(d, &t);
}

_Static_assert(sizeof(struct ftp_data_state) <= DISSECTOR_STATE_MAX, "state of a connection");

const struct dissector dissector_ftp_data = {
	.name = "ftp-data",
	.title = "File Transfer Protocol, data connection",
	.spec = "RFC 959",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.state_size = sizeof(struct ftp_data_state),
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.gap = gap,
	.finish = finish,
};
