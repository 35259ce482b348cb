/*
 * openflow: OpenFlow 1.0 to 1.5: one event a message; what a controller asks of a switch becomes an
 * action (openflow_acts.c). The switch is whoever is told to change. Runs on a worker's thread.
 *
 *   message | version:8 | type:8 | length:16 | xid:32 | body |
 */
#include "config.h"

#include "dissectors/openflow.h"

enum field_id {
	F_VERSION,
	F_TYPE,
	F_XID,
	F_LENGTH,
	F_DATAPATH,
	F_PART,
	F_ERROR_TYPE,
	F_ERROR_CODE,
	F_ERROR,
	F_MANUFACTURER,
	F_HARDWARE,
	F_SOFTWARE,
	F_SERIAL,
	F_DESCRIPTION,
	F_EXPERIMENTER,
	F_EXPERIMENTER_TYPE,
	F_BUNDLE,
	FIELD_COUNT
};

static const struct field fields[FIELD_COUNT] = {
	[F_VERSION] = {"version", FIELD_TEXT, 0, "Version of the message: 1.0 to 1.5"},
	[F_TYPE] = {"type", FIELD_TEXT, 0, "Kind of message, such as flow-mod"},
	[F_XID] = {"xid", FIELD_UINT, 0, "Number that ties an answer to its request"},
	[F_LENGTH] = {"length", FIELD_UINT, 0, "Bytes of the message"},
	[F_DATAPATH] = {"datapath_id", FIELD_HEX, 0, "Identifier of the switch"},
	[F_PART] = {"multipart", FIELD_TEXT, 0, "What a multipart message is about"},
	[F_ERROR_TYPE] = {"error_type", FIELD_UINT, 0, "Kind of error"},
	[F_ERROR_CODE] = {"error_code", FIELD_UINT, 0, "Error within its kind"},
	[F_ERROR] = {"error", FIELD_TEXT, 0, "Name of the kind of error"},
	[F_MANUFACTURER] = {"manufacturer", FIELD_TEXT, 0, "Manufacturer of the switch"},
	[F_HARDWARE] = {"hardware", FIELD_TEXT, 0, "Hardware of the switch"},
	[F_SOFTWARE] = {"software", FIELD_TEXT, 0, "Software of the switch"},
	[F_SERIAL] = {"serial", FIELD_TEXT, 0, "Serial number of the switch"},
	[F_DESCRIPTION] = {"description", FIELD_TEXT, 0, "Name the operator gave the switch"},
	[F_EXPERIMENTER] = {"experimenter", FIELD_UINT, 0,
		"Whose extension the message is: 8992 Nicira, 1330529792 ONF"},
	[F_EXPERIMENTER_TYPE] = {"experimenter_type", FIELD_UINT, 0, "Message of that extension"},
	[F_BUNDLE] = {"bundle", FIELD_UINT, 0, "Bundle that the message is about"},
};

static const struct schema schema = {"openflow", fields, FIELD_COUNT, false};
static const struct schema *const schemas[] = {&schema, NULL};
static const uint16_t hints[] = {6653, 6633, 0};

struct row {
	int8_t number[2]; /* in 1.0 and from 1.1 on */
	uint8_t least;
	const char *name;
};

static const struct row rows[OF_TYPES] = {
#define OPENFLOW(id, v10, v11, least, name) [OF_##id] = {{v10, v11}, least, name},
#include "dissectors/openflow_types.def"
};

/* --- recognition --------------------------------------------------------------------------------
 */

static bool header_read(struct span head, struct openflow_header *ret)
{
	/* the highest type of each version */
	static const uint8_t most[OF_15 + 1] = {0, 21, 23, 25, 29, 34, 35};
	struct cursor c = cursor_of(head);

	ret->version = cursor_u8(&c);
	uint8_t number = cursor_u8(&c);
	ret->len = cursor_be16(&c);
	ret->xid = cursor_be32(&c);
	if (!cursor_ok(&c) || ret->version < OF_10 || ret->version > OF_15 ||
		number > most[ret->version])
		return false;
	for (unsigned i = 0; i < OF_TYPES; i++) {
		if (rows[i].number[ret->version >= OF_11] == number) {
			ret->type = (enum openflow_type)i;
			return ret->len >= rows[i].least;
		}
	}
	return false;
}

/* A HELLO is bare, or (from 1.3 on, sent by some earlier) has elements: type:16 length:16 bitmaps
 */
static bool hello_is_sound(const struct openflow_header *h, struct span bytes)
{
	enum { HELLO_MAX = 64, VERSION_BITMAP = 1 };
	struct cursor c = cursor_of(span_sub(bytes, OF_HEADER, h->len - OF_HEADER));

	if (h->len == OF_HEADER)
		return true;
	return h->len <= HELLO_MAX && h->len % 8 == 0 && cursor_be16(&c) == VERSION_BITMAP &&
	       cursor_be16(&c) <= h->len - OF_HEADER && cursor_ok(&c);
}

/*
 * Every message in BYTES has a sound header of one version; how many there are, the last maybe not
 * whole. RET_TELLING: one is of a kind that other protocols with such headers (TDS, whose status
 * stands where the type is) do not imitate.
 */
static unsigned messages_count(struct span bytes, bool *ret_sound, bool *ret_telling)
{
	enum { ENOUGH = 8 };
	struct openflow_header h;
	unsigned count = 0;
	uint32_t at = 0;

	*ret_sound = true;
	*ret_telling = false;
	while (count < ENOUGH && at + OF_HEADER <= bytes.len) {
		if (!header_read(span_sub(bytes, at, OF_HEADER), &h) || h.version != bytes.p[0]) {
			*ret_sound = false;
			break;
		}
		*ret_telling |= h.type >= OF_PACKET_IN && bytes.p[at + 1] != 0x10;
		at += h.len;
		count++;
	}
	return count;
}

static enum probe probe(const struct probe_input *in)
{
	enum { SEVERAL = 3 };
	struct openflow_header h;
	bool sound, telling;

	if (!in->stream || !in->data.len || in->data.p[0] < OF_10 || in->data.p[0] > OF_15)
		return PROBE_NO;
	if (in->data.len < OF_HEADER)
		return PROBE_MORE;
	if (!header_read(in->data, &h))
		return PROBE_NO;
	if (h.type == OF_HELLO) {
		if (in->data.len < h.len && h.len <= 64)
			return PROBE_MORE;
		return hello_is_sound(&h, in->data) ? PROBE_SURE : PROBE_NO;
	}
	unsigned count = messages_count(in->data, &sound, &telling);
	if (!sound)
		return PROBE_NO;
	/* from the middle: a chain of sound headers, or the usual port */
	bool hinted = in->sport == hints[0] || in->dport == hints[0] || in->sport == hints[1] ||
		      in->dport == hints[1];
	return count >= SEVERAL && telling ? PROBE_SURE : hinted ? PROBE_LIKELY : PROBE_MORE;
}

/* --- telling ------------------------------------------------------------------------------------
 */

static const char *error_name(uint16_t type, bool v10)
{
	static const char *const old[] = {"hello-failed", "bad-request", "bad-action",
		"flow-mod-failed", "port-mod-failed", "queue-op-failed"};
	static const char *const names[] = {"hello-failed", "bad-request", "bad-action",
		"bad-instruction", "bad-match", "flow-mod-failed", "group-mod-failed",
		"port-mod-failed", "table-mod-failed", "queue-op-failed", "switch-config-failed",
		"role-request-failed", "meter-mod-failed", "table-features-failed", "bad-property",
		"async-config-failed", "flow-monitor-failed", "bundle-failed"};

	if (v10)
		return type < sizeof(old) / sizeof(*old) ? old[type] : NULL;
	return type < sizeof(names) / sizeof(*names) ? names[type] : NULL;
}

static void error_tell(
	struct dissect *d, struct draft *e, const struct openflow_header *h, struct cursor *c)
{
	uint16_t type = cursor_be16(c), code = cursor_be16(c);
	const char *name = error_name(type, h->version == OF_10);

	event_uint(e, F_ERROR_TYPE, type);
	event_uint(e, F_ERROR_CODE, code);
	if (name)
		event_text(e, F_ERROR, span_str(name));
	openflow_refuse(d, h->xid, name ? span_str(name) : SPAN_LIT("error"));
}

/* A field of fixed width, padded with NUL. */
static struct span padded(struct cursor *c, uint32_t width)
{
	struct span s = cursor_span(c, width);
	int64_t end = span_index(s, 0);

	return span_trim(end < 0 ? s : span_sub(s, 0, (uint32_t)end));
}

static void text_if(struct draft *e, uint16_t field, struct span text)
{
	if (text.len)
		event_text(e, field, text);
}

/* What the switch says of itself: manufacturer, hardware, software, serial, description. */
static void description_tell(struct dissect *d, struct draft *e, struct cursor *c)
{
	struct openflow_state *s = d->state;
	struct span manufacturer = padded(c, 256), hardware = padded(c, 256);
	struct span software = padded(c, 256), serial = padded(c, 32);
	struct span description = padded(c, 256);

	if (!cursor_ok(c))
		return;
	text_if(e, F_MANUFACTURER, manufacturer);
	text_if(e, F_HARDWARE, hardware);
	text_if(e, F_SOFTWARE, software);
	text_if(e, F_SERIAL, serial);
	text_if(e, F_DESCRIPTION, description);
	struct identity i = {.of = d->from,
		.vendor = manufacturer,
		.platform = hardware,
		.software = software,
		.evidence = SPAN_LIT("openflow"),
		.is_equipment = true};
	if (!s->identified)
		identity_emit(d, &i);
	s->identified = true;
}

static void part_tell(
	struct dissect *d, struct draft *e, const struct openflow_header *h, struct cursor *c)
{
	uint16_t part = cursor_be16(c);
	const char *name = openflow_part_name(part);

	event_text(e, F_PART, name ? span_str(name) : text_u64(d->scratch, part));
	cursor_skip(c, h->version == OF_10 ? 2 : 6);
	if (h->type == OF_MULTIPART_REPLY && part == 0)
		description_tell(d, e, c);
}

/* vendor:32 and, of those known, type:32; then the bundle that it is about. */
static void extension_tell(struct draft *e, const struct openflow_header *h, struct span body)
{
	struct cursor c = cursor_of(body), whole = c;
	uint32_t bundle;

	if (h->type == OF_EXPERIMENTER) {
		event_uint(e, F_EXPERIMENTER, cursor_be32(&c));
		uint32_t type = cursor_be32(&c);
		if (cursor_ok(&c))
			event_uint(e, F_EXPERIMENTER_TYPE, type);
	}
	if (openflow_bundle_of(h, &whole, &bundle) != OF_BUNDLES_NOT)
		event_uint(e, F_BUNDLE, bundle);
}

static void tell(struct dissect *d, const struct openflow_header *h, struct span body)
{
	static const char *const versions[] = {"", "1.0", "1.1", "1.2", "1.3", "1.4", "1.5"};
	struct draft *e = event_new(d, &schema);
	struct cursor c = cursor_of(body);

	event_text(e, F_VERSION, span_str(versions[h->version]));
	event_text(e, F_TYPE, span_str(rows[h->type].name));
	event_uint(e, F_XID, h->xid);
	event_uint(e, F_LENGTH, h->len);
	switch (h->type) {
	case OF_ERROR:
		error_tell(d, e, h, &c);
		break;
	case OF_FEATURES_REPLY:
		event_text(e, F_DATAPATH, cursor_span(&c, 8));
		break;
	case OF_MULTIPART_REQUEST:
	case OF_MULTIPART_REPLY:
		part_tell(d, e, h, &c);
		break;
	case OF_BARRIER_REQUEST:
		openflow_barrier(d, h->xid);
		break;
	case OF_BARRIER_REPLY:
		openflow_barrier_passed(d, h->xid);
		break;
	case OF_EXPERIMENTER:
	case OF_BUNDLE_CONTROL:
	case OF_BUNDLE_ADD_MESSAGE:
		extension_tell(e, h, body);
		openflow_bundle_step(d, h, body);
		break;
	default:
		break;
	}
	event_emit(d, e);
	openflow_act(d, h, body);
}

/* --- the stream ---------------------------------------------------------------------------------
 */

/* Offset of three sound headers in a row, or how many bytes certainly start none. */
static uint32_t message_find(struct span bytes, bool *ret_found)
{
	enum { WINDOW = 512 };
	uint32_t at = 0;

	*ret_found = false;
	for (; at + WINDOW <= bytes.len; at++) {
		bool sound, telling;
		if (bytes.p[at] < OF_10 || bytes.p[at] > OF_15)
			continue;
		if (messages_count(span_sub(bytes, at, WINDOW), &sound, &telling) >= 3 && sound) {
			*ret_found = true;
			break;
		}
	}
	return at;
}

static enum parse stream(struct dissect *d, struct cursor *c)
{
	struct openflow_state *s = d->state;
	struct openflow_header h;

	while (cursor_left(c) >= OF_HEADER) {
		if (s->lost[d->from]) {
			bool found;
			cursor_skip(c, message_find(cursor_peek(c), &found));
			s->lost[d->from] = !found;
			if (!found)
				return PARSE_OK;
		}
		if (!header_read(cursor_peek(c), &h)) {
			if (!s->begun)
				return PARSE_LOST;
			anomaly_emit(d, "openflow.bad_header");
			return PARSE_STOP;
		}
		if (cursor_left(c) < h.len) {
			d->want = h.len;
			return PARSE_OK;
		}
		struct span message = cursor_span(c, h.len);
		tell(d, &h, span_sub(message, OF_HEADER, h.len));
		s->begun = true;
	}
	d->want = OF_HEADER;
	return PARSE_OK;
}

static enum parse gap(struct dissect *d, uint32_t missing)
{
	struct openflow_state *s = d->state;

	(void)missing;
	s->lost[d->from] = true;
	return PARSE_OK;
}

const struct dissector dissector_openflow = {
	.name = "openflow",
	.title = "OpenFlow",
	.spec = "OpenFlow Switch Specification 1.0 to 1.5",
	.set = "management",
	.schemas = schemas,
	.hints = hints,
	.first = BYTE_RANGES({OF_10, OF_15}),
	.state_size = sizeof(struct openflow_state),
	.cleartext = true,
	.probe = probe,
	.stream = stream,
	.gap = gap,
};
