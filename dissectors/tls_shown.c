/*
 * tls_shown: parts of a handshake that no event has, for rules: random values, the chain of
 * certificates, alternative names. Called by tls.c on a worker's thread, only where rules are.
 */
#include "config.h"

#include "dissectors/tls.h"

#include "dissectors/common/ber.h"

enum { RANDOM_AT = 6, RANDOM_TIME = 4, RANDOM_LEN = 32, DEPTH = 8, EXTENSIONS_MAX = 64 };
enum { EXTENSIONS_TAG = 0xa3, NAME_MAIL = 0x81, NAME_DNS, NAME_URI = 0x86, NAME_ADDR };

void tls_show_hello(struct dissect *d, struct span message)
{
	struct span random = span_sub(message, RANDOM_AT, RANDOM_LEN);
	bool client = d->from == SIDE_CLIENT;

	if (random.len < RANDOM_LEN)
		return;
	tls_show(d, client ? TLS_CLIENT_RANDOM : TLS_SERVER_RANDOM, random);
	tls_show(d, client ? TLS_CLIENT_RANDOM_TIME : TLS_SERVER_RANDOM_TIME,
		span_sub(random, 0, RANDOM_TIME));
	tls_show(d, client ? TLS_CLIENT_RANDOM_BYTES : TLS_SERVER_RANDOM_BYTES,
		span_sub(random, RANDOM_TIME, UINT32_MAX));
}

/* GeneralName (RFC 5280 section 4.2.1.6) */
static void show_name(struct dissect *d, const struct ber_element *name)
{
	char text[ADDR_TEXT];
	struct addr addr;

	if (name->tag == NAME_MAIL || name->tag == NAME_DNS || name->tag == NAME_URI) {
		tls_show(d, TLS_ALTERNATIVE_NAME, name->body);
	} else if (name->tag == NAME_ADDR && (name->body.len == 4 || name->body.len == 16)) {
		addr = name->body.len == 4 ? addr_v4(name->body.p) : addr_v6(name->body.p);
		tls_show(d, TLS_ALTERNATIVE_NAME, span_of(text, addr_text(&addr, text)));
	}
}

static void show_extension(struct dissect *d, struct ber *extension)
{
	struct ber_element e;
	struct ber names;

	if (!ber_next(extension, &e) || !span_eq(e.body, SPAN_LIT("\x55\x1d\x11")))
		return;
	if (!ber_next(extension, &e) || (e.tag == BER_BOOLEAN && !ber_next(extension, &e)))
		return;
	struct ber inside = ber_of(e.body, 2);
	if (e.tag != BER_OCTET_STRING || !ber_open(&inside, BER_SEQUENCE, &names))
		return;
	for (int i = 0; i < EXTENSIONS_MAX && ber_left(&names) && ber_next(&names, &e); i++)
		show_name(d, &e);
}

/* The alternative names of one certificate: among the extensions behind the key. */
static void show_names(struct dissect *d, struct span der)
{
	struct ber outer = ber_of(der, DEPTH), cert, tbs, tagged, list, extension;
	struct ber_element e;

	if (!ber_open(&outer, BER_SEQUENCE, &cert) || !ber_open(&cert, BER_SEQUENCE, &tbs))
		return;
	while (ber_left(&tbs) && ber_peek(&tbs) != EXTENSIONS_TAG)
		if (!ber_next(&tbs, &e))
			return;
	if (!ber_open(&tbs, EXTENSIONS_TAG, &tagged) || !ber_open(&tagged, BER_SEQUENCE, &list))
		return;
	for (int i = 0; i < EXTENSIONS_MAX && ber_open(&list, BER_SEQUENCE, &extension); i++)
		show_extension(d, &extension);
}

void tls_show_chain(struct dissect *d, struct span message)
{
	enum { HEAD = 4 };
	struct cursor c = cursor_of(span_sub(message, HEAD, UINT32_MAX));
	struct cursor list = cursor_child(&c, cursor_be24(&c));
	bool first = true;

	while (cursor_left(&list)) {
		struct span der = cursor_span(&list, cursor_be24(&list));
		if (!cursor_ok(&list))
			return;
		tls_show(d, TLS_CERTIFICATE_DER, der);
		if (first)
			show_names(d, der);
		first = false;
	}
}

uint8_t tls_chain_length(struct span message)
{
	enum { HEAD = 4 };
	struct cursor c = cursor_of(span_sub(message, HEAD, UINT32_MAX));
	struct cursor list = cursor_child(&c, cursor_be24(&c));
	uint8_t count = 0;

	while (cursor_left(&list) && count < UINT8_MAX) {
		cursor_skip(&list, cursor_be24(&list));
		if (!cursor_ok(&list))
			break;
		count++;
	}
	return count;
}
