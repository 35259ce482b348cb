/*
 * tls: what the files of the TLS dissector share: tls.c frames records, tls_event.c tells the
 * session, tls_hello.c reads both hellos and fingerprints them, tls_cert.c reads certificates,
 * tls_weak.c names ciphers and points out what is weak. On a worker's thread, state in the flow.
 */
#ifndef SPANWATCH_DISSECTORS_TLS_H
#define SPANWATCH_DISSECTORS_TLS_H

#include "sensor/dissector.h"

enum {
	TLS_NAME_MAX = 255,   /* server name and text of certificate names kept */
	TLS_JA3_MAX = 1024,   /* fingerprint text kept; longer ones are hashed only */
	TLS_ALPN_MAX = 128,   /* protocol names kept, each behind its length */
	TLS_SERIAL_MAX = 20,  /* RFC 5280 section 4.1.2.2 */
	TLS_SCHEMES_MAX = 48, /* signature schemes kept of a hello; OpenSSL 3.5 offers 26 */
	TLS_FORMATS_MAX = 8,
	TLS_SESSION_MAX = 32
};

enum tls_version {
	TLS_VERSION_SSL2 = 0x0002,
	TLS_VERSION_SSL3 = 0x0300,
	TLS_VERSION_1_0 = 0x0301,
	TLS_VERSION_1_1 = 0x0302,
	TLS_VERSION_1_2 = 0x0303,
	TLS_VERSION_1_3 = 0x0304
};

struct tls_client {
	bool seen;
	uint16_t ja3_len;
	uint8_t sni_len, alpn_len, session_len, scheme_count;
	uint16_t schemes[TLS_SCHEMES_MAX]; /* signature schemes, in the order of the offer */
	uint8_t session[TLS_SESSION_MAX];
	char sni[TLS_NAME_MAX];
	uint8_t alpn[TLS_ALPN_MAX];
	char ja3[TLS_JA3_MAX];
	char ja3_hash[33];
	char ja4[40];
};

struct tls_server {
	bool seen, retry; /* retry: it asked for another hello and has not yet answered */
	bool resumes;     /* by session id or by pre-shared key */
	bool steps_down;  /* says that it could do TLS 1.3 (RFC 8446 section 4.1.3) */
	uint8_t format_count;
	uint8_t formats[TLS_FORMATS_MAX]; /* of points on curves (RFC 8422 section 5.1.2) */
	uint16_t version, cipher;
	uint16_t ja3s_len;
	uint8_t alpn_len;
	uint8_t alpn[TLS_ALPN_MAX];
	char ja3s[TLS_NAME_MAX];
	char ja3s_hash[33];
};

enum tls_key { TLS_KEY_OTHER, TLS_KEY_RSA, TLS_KEY_DSA, TLS_KEY_EC, TLS_KEY_EDWARDS };

struct tls_cert {
	bool seen, self_signed;
	uint8_t subject_len, issuer_len, serial_len;
	uint8_t signature; /* row of the table in tls_cert.c, 0 for others */
	uint8_t key;       /* enum tls_key */
	uint8_t chain;     /* certificates sent */
	uint32_t key_bits; /* 0 where not known */
	int64_t not_before_s, not_after_s;
	uint8_t serial[TLS_SERIAL_MAX];
	uint8_t sha1[20];
	char subject[TLS_NAME_MAX], issuer[TLS_NAME_MAX];
};

struct tls_side {
	uint32_t used; /* payload of the record at hand already read */
	bool started, done;
};

struct tls_state {
	struct tls_side side[2];
	struct tls_client client;
	struct tls_server server;
	struct tls_cert cert;
	bool told;
};

/** Reads a ClientHello behind its handshake header; false where it is wrong (RFC 8446 4.1.2). */
bool tls_read_client_hello(struct arena *arena, struct cursor *c, struct tls_client *ret);

/** Reads a ServerHello likewise (4.1.3); CLIENT is what it answers. */
bool tls_read_server_hello(struct arena *arena, struct cursor *c, const struct tls_client *client,
	struct tls_server *ret);

/** Reads the first certificate of a Certificate message (RFC 5246 section 7.4.2). */
bool tls_read_certificates(struct arena *arena, struct cursor *c, struct tls_cert *ret);

/** Reads one DER certificate (RFC 5280 section 4.1). */
bool tls_read_x509(struct arena *arena, struct span der, struct tls_cert *ret);

/** Name of the certificate's signature algorithm, or NULL. */
const char *tls_signature_name(const struct tls_cert *cert);

/** The signature is made over MD5 or SHA-1. */
bool tls_signature_is_weak(const struct tls_cert *cert);

/** "TLS 1.2" as Suricata writes it, in the arena where it is none of the usual. */
struct span tls_version_text(struct arena *arena, uint16_t version);

/** IANA's name of a cipher suite, or 0x and four digits. */
struct span tls_cipher_text(struct arena *arena, uint16_t cipher);

/** What rules may look into beside the event. */
enum tls_shown {
	TLS_CLIENT_RANDOM,
	TLS_CLIENT_RANDOM_TIME,
	TLS_CLIENT_RANDOM_BYTES,
	TLS_SERVER_RANDOM,
	TLS_SERVER_RANDOM_TIME,
	TLS_SERVER_RANDOM_BYTES,
	TLS_CERTIFICATE_DER,
	TLS_ALTERNATIVE_NAME,
	TLS_SHOWN
};

/** tls_event.c: VALUE goes to the rules, with the event of the session. */
void tls_show(struct dissect *d, enum tls_shown what, struct span value);
/** tls_shown.c: a hello, or the certificates of a server, for rules. MESSAGE has its header. */
void tls_show_hello(struct dissect *d, struct span message);
void tls_show_chain(struct dissect *d, struct span message);
/** How many certificates MESSAGE has. */
uint8_t tls_chain_length(struct span message);

extern const struct schema *const tls_schemas[];

/** Tells the session once, as far as it is known, and what is weak in it. */
void tls_tell(struct dissect *d, struct tls_state *s);

/** Says by hints what is weak in what the server chose and showed. */
void tls_point_out(struct dissect *d, const struct tls_state *s);

#endif
