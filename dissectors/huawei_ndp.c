/*
 * huawei_ndp: cluster management of Huawei (HGMP v2), H3C and 3Com: NDP, by which a switch tells
 * its neighbours name, software and port, NTDP and HABP. No frame, no state kept; on a worker's
 * thread.
 *
 * The manuals say what is told and where it is sent to ("Quidway S9300 Configuration Guide -
 * Network Management", HGMP: by default to 01-80-C2-00-00-0A; "H3C S5810 Operation Manual", Cluster
 * Management: "including NDP, NTDP and HABP packets"), and nobody says how it is laid out. So only
 * the address makes a frame one of these, and only text that stands in it is told, as it stands
 * there.
 */
#include "config.h"

#include "dissectors/common/sysdescr.h"
#include "sensor/dissector.h"

enum { TEXTS_MAX = 16, TEXT_LETTERS_MIN = 4 };

enum field_id { F_TEXT, F_VENDOR, F_SOFTWARE, F_PLATFORM, F_TRUNCATED, FIELD_COUNT };

static const struct field fields[FIELD_COUNT] = {
	[F_TEXT] = {"text[]", FIELD_TEXT, 0,
		"Texts in the frame, of four letters or digits at least: name, software, port"},
	[F_VENDOR] = {"vendor", FIELD_TEXT, 0,
		"Vendor of the software that one of the texts names"},
	[F_SOFTWARE] = {"software", FIELD_TEXT, 0, "Software that one of the texts names"},
	[F_PLATFORM] = {"platform", FIELD_TEXT, 0, "Hardware that one of the texts names"},
	[F_TRUNCATED] = {"truncated", FIELD_BOOL, 0, "The frame was not seen whole"},
};

static const struct schema schema = {"huawei_ndp", fields, FIELD_COUNT, false};

static bool is_letter(uint8_t byte)
{
	return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

static bool is_text(uint8_t byte)
{
	return (byte >= ' ' && byte < 0x7f) || byte == '\r' || byte == '\n' || byte == '\t';
}

/** The next run of text with letters enough, without white space around it; empty at the end. */
static struct span text_next(struct cursor *c)
{
	while (cursor_left(c)) {
		const uint8_t *start = c->p;
		uint32_t letters = 0;

		while (cursor_left(c) && is_text(*c->p))
			letters += is_letter(cursor_u8(c));
		struct span run = span_trim(span_of(start, (uint32_t)(c->p - start)));
		cursor_skip(c, cursor_left(c) ? 1 : 0);
		if (letters >= TEXT_LETTERS_MIN)
			return run;
	}
	return span_of(NULL, 0);
}

static void write_text(struct draft *e, uint16_t field, struct span text)
{
	if (text.len)
		event_text(e, field, text);
}

static enum parse frame(struct dissect *d, struct cursor *c)
{
	struct identity said = {0}; /* told in the event alone: there is no address that it is of */
	struct draft *e = event_new(d, &schema);

	for (int i = 0; i < TEXTS_MAX; i++) {
		struct span text = text_next(c);
		if (!text.len)
			break;
		event_text(e, F_TEXT, text);
		if (!said.vendor.len)
			sysdescr_read(d->scratch, text, &said);
	}
	write_text(e, F_VENDOR, said.vendor);
	write_text(e, F_SOFTWARE, said.software);
	write_text(e, F_PLATFORM, said.platform);
	if (d->truncated)
		event_bool(e, F_TRUNCATED, true);
	event_emit(d, e);
	return PARSE_OK;
}

static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {PACKET_TYPE_CLUSTER, 0};

const struct dissector dissector_huawei_ndp = {
	.name = "huawei-ndp",
	.title = "Huawei and H3C cluster management (NDP, NTDP, HABP)",
	.spec = "Huawei HGMP v2, as far as manuals tell",
	.set = "monitoring",
	.schemas = schemas,
	.hints = hints,
	.frame = frame,
};
