/*
 * ndpi: see ndpi.h. The only file that knows nDPI's API (4.2). Called by the shards of one worker,
 * on its thread.
 */
#include "config.h"

#include "sensor/flow/ndpi.h"

#ifdef HAVE_NDPI

#include "sensor/base/log.h"
#include "sensor/base/region.h"
#include "sensor/limits.h"

#include <ndpi/ndpi_api.h>
#include <pthread.h>
#include <stdlib.h>

enum {
	COPY_MAX = 8128,   /* bytes of a packet that nDPI gets: more than any greeting */
	COPY_PAD = 64,     /* zeroed behind each packet */
	COPY_TAIL = 65536, /* behind that, never written: no 16-bit length reads farther */
	COPY_SIZE = COPY_MAX + COPY_PAD + COPY_TAIL,
	NAME_SIZE = 24,
	NAMES_MAX = 512
};

struct opinion {
	struct ndpi_flow_struct flow;
	uint8_t ip_proto, ip_version; /* of the first packet; 0 before */
	uint8_t packets;
	bool used;
	struct quarantine_key key;
};

struct ndpi_door {
	struct ndpi_detection_module_struct *module; /* NULL before the first flow */
	bool refused;                                /* it cannot be made */
	uint8_t *copy; /* packets end at copy + COPY_MAX, so that the zeroes stay */
	struct opinion *opinions;
	uint32_t *free;
	uint32_t capacity, begun, free_count;
	const struct quarantine *quarantine;
	struct quarantine_note *note; /* the flow in hand; NULL: nobody keeps it */
	unsigned name_count;
	char names[NAMES_MAX][NAME_SIZE];
};

/* The library must be the one whose structs we were compiled with. */
static bool library_fits(void)
{
	if (ndpi_get_api_version() == NDPI_API_VERSION &&
		ndpi_detection_get_sizeof_ndpi_flow_struct() == sizeof(struct ndpi_flow_struct))
		return true;
	log_error(
		"nDPI is version %s with flows of %u bytes, but this program was built with %s and "
		"%zu bytes: build it again, or run without nDPI",
		ndpi_revision(), ndpi_detection_get_sizeof_ndpi_flow_struct(), NDPI_BUILT_WITH,
		sizeof(struct ndpi_flow_struct));
	return false;
}

/* nDPI's names in our spelling: lower case, one name for the versions of one protocol. */
static void spell(unsigned id, const char *from, char to[NAME_SIZE])
{
	static const struct {
		uint16_t id;
		const char *name;
	} ours[] = {{NDPI_PROTOCOL_FTP_CONTROL, "ftp"}, {NDPI_PROTOCOL_FTP_DATA, "ftp-data"},
		{NDPI_PROTOCOL_SMBV1, "smb"}, {NDPI_PROTOCOL_SMBV23, "smb"}};

	for (unsigned i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		if (ours[i].id == id)
			from = ours[i].name;
	}
	unsigned len = 0;
	for (; from[len] && len + 1 < NAME_SIZE; len++) {
		char c = from[len];
		bool upper = c >= 'A' && c <= 'Z';
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		to[len] = (char)(upper ? c + ('a' - 'A') : plain ? c : '-');
	}
	to[len] = 0;
}

/*
 * Games, file sharing and players that nDPI knows by a few bytes: on the links that are watched
 * here their names are mostly wrong, and asking for them costs each flow that nobody knows. TINC,
 * STUN and Hangouts are recognised by what other flows of the module did: the number of threads
 * would show (opinion.c knows STUN by itself).
 */
static const uint16_t not_asked[] = {NDPI_PROTOCOL_TINC, NDPI_PROTOCOL_STUN,
	NDPI_PROTOCOL_HANGOUT_DUO, NDPI_PROTOCOL_APPLEJUICE, NDPI_PROTOCOL_DIRECTCONNECT,
	NDPI_PROTOCOL_KONTIKI, NDPI_PROTOCOL_OPENFT, NDPI_PROTOCOL_FASTTRACK,
	NDPI_PROTOCOL_GNUTELLA, NDPI_PROTOCOL_EDONKEY, NDPI_PROTOCOL_XBOX, NDPI_PROTOCOL_PPSTREAM,
	NDPI_PROTOCOL_ZATTOO, NDPI_PROTOCOL_SHOUTCAST, NDPI_PROTOCOL_SOPCAST,
	NDPI_PROTOCOL_TVUPLAYER, NDPI_PROTOCOL_QQLIVE, NDPI_PROTOCOL_THUNDER,
	NDPI_PROTOCOL_AMONG_US, NDPI_PROTOCOL_STEAM, NDPI_PROTOCOL_HALFLIFE2,
	NDPI_PROTOCOL_WORLDOFWARCRAFT, NDPI_PROTOCOL_STEALTHNET, NDPI_PROTOCOL_AIMINI,
	NDPI_PROTOCOL_ARMAGETRON, NDPI_PROTOCOL_CROSSFIRE, NDPI_PROTOCOL_DOFUS,
	NDPI_PROTOCOL_FIESTA, NDPI_PROTOCOL_FLORENSIA, NDPI_PROTOCOL_GUILDWARS,
	NDPI_PROTOCOL_MAPLESTORY, NDPI_PROTOCOL_WARCRAFT3, NDPI_PROTOCOL_WORLD_OF_KUNG_FU,
	NDPI_PROTOCOL_NINTENDO, NDPI_PROTOCOL_VHUA, NDPI_PROTOCOL_EAQ,
	NDPI_PROTOCOL_KAKAOTALK_VOICE, NDPI_PROTOCOL_STARCRAFT, NDPI_PROTOCOL_CSGO,
	NDPI_PROTOCOL_GENSHIN_IMPACT, NDPI_PROTOCOL_ACTIVISION, NDPI_PROTOCOL_TARGUS_GETDATA,
	NDPI_PROTOCOL_NEST_LOG_SINK};

/* What nDPI does once in a process it does unguarded in the first module: one lane at a time. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void make_module(struct ndpi_door *door)
{
	NDPI_PROTOCOL_BITMASK all;

	door->module = ndpi_init_detection_module(ndpi_dont_load_tor_hosts);
	if (!door->module)
		return;
	NDPI_BITMASK_SET_ALL(all);
	for (unsigned i = 0; i < sizeof(not_asked) / sizeof(not_asked[0]); i++)
		NDPI_BITMASK_DEL(all, not_asked[i]);
	ndpi_set_protocol_detection_bitmask2(door->module, &all);
	ndpi_finalize_initialization(door->module);
	door->name_count = ndpi_get_ndpi_num_supported_protocols(door->module);
	if (door->name_count > NAMES_MAX)
		door->name_count = NAMES_MAX;
	for (unsigned id = 0; id < door->name_count; id++)
		spell(id, ndpi_get_proto_name(door->module, (uint16_t)id), door->names[id]);
}

/* A module takes 15 ms to make: on the thread that needs it, while others work, or never. */
static bool has_module(struct ndpi_door *door)
{
	if (door->module || door->refused)
		return door->module;
	pthread_mutex_lock(&one_at_a_time);
	make_module(door);
	pthread_mutex_unlock(&one_at_a_time);
	door->refused = !door->module;
	return door->module;
}

struct ndpi_door *ndpi_door_new(unsigned flow_capacity, struct quarantine *q, unsigned lane)
{
	if (!library_fits())
		return NULL;
	struct ndpi_door *door = calloc(1, sizeof(*door));
	if (!door)
		return NULL;
	door->capacity = flow_capacity;
	door->quarantine = q;
	door->note = quarantine_note(q, lane);
	door->copy = region_take(COPY_SIZE);
	door->opinions = region_take(flow_capacity * sizeof(*door->opinions));
	door->free = region_take(flow_capacity * sizeof(*door->free));
	if (!door->copy || !door->opinions || !door->free) {
		ndpi_door_free(door);
		return NULL;
	}
	return door;
}

void ndpi_door_rest(struct ndpi_door *door)
{
	if (!door || !door->module)
		return;
	for (uint32_t i = 0; i < door->begun; i++) {
		if (door->opinions[i].used)
			ndpi_free_flow_data(&door->opinions[i].flow);
	}
	pthread_mutex_lock(&one_at_a_time);
	ndpi_exit_detection_module(door->module);
	pthread_mutex_unlock(&one_at_a_time);
	door->module = NULL;
	door->refused = true;
}

void ndpi_door_free(struct ndpi_door *door)
{
	if (!door)
		return;
	ndpi_door_rest(door);
	region_free(door->copy, COPY_SIZE);
	region_free(door->opinions, door->capacity * sizeof(*door->opinions));
	region_free(door->free, door->capacity * sizeof(*door->free));
	free(door);
}

bool ndpi_door_bars(const struct ndpi_door *door, const struct packet *p)
{
	if (!quarantine_count(door->quarantine))
		return false;
	struct quarantine_key key = quarantine_key_of(p);
	return quarantine_holds(door->quarantine, &key);
}

/* Handles that came back are used first; the others in order, so that memory fills as needed. */
uint32_t ndpi_door_begin(struct ndpi_door *door)
{
	uint32_t handle;

	if (!has_module(door))
		return 0;
	if (door->free_count)
		handle = door->free[--door->free_count];
	else if (door->begun < door->capacity)
		handle = ++door->begun;
	else
		return 0;
	struct opinion *o = &door->opinions[handle - 1];
	memset(o, 0, sizeof(*o));
	o->used = true;
	return handle;
}

void ndpi_door_end(struct ndpi_door *door, uint32_t handle)
{
	struct opinion *o = &door->opinions[handle - 1];

	ASSERT(o->used);
	quarantine_arm(door->note, &o->key);
	ndpi_free_flow_data(&o->flow);
	quarantine_clear(door->note);
	o->used = false;
	door->free[door->free_count++] = handle;
}

/* The packet from its IP header on, with lengths that agree with what was copied. */
static uint8_t *copy_packet(struct ndpi_door *door, const struct packet *p, uint16_t *ret_len)
{
	uint32_t len = p->l3.len < COPY_MAX ? p->l3.len : COPY_MAX;
	uint8_t *to = door->copy + COPY_MAX - len;
	uint32_t header = (uint32_t)(p->l4.p - p->l3.p);
	uint32_t told = p->ip_version == 4 ? len : len - 40;

	if (header >= len)
		return NULL;
	memcpy(to, p->l3.p, len);
	memset(to + len, 0, COPY_PAD);
	to[p->ip_version == 4 ? 2 : 4] = (uint8_t)(told >> 8);
	to[p->ip_version == 4 ? 3 : 5] = (uint8_t)told;
	*ret_len = (uint16_t)len;
	return to;
}

/* The protocol that carries (TLS, DNS) rather than the service that it was used for. */
static const char *name_of(const struct ndpi_door *door, ndpi_protocol proto)
{
	uint16_t id = proto.master_protocol != NDPI_PROTOCOL_UNKNOWN ? proto.master_protocol
								     : proto.app_protocol;

	return id != NDPI_PROTOCOL_UNKNOWN && id < door->name_count ? door->names[id] : NULL;
}

enum ndpi_verdict ndpi_door_feed(
	struct ndpi_door *door, uint32_t handle, const struct packet *p, const char **ret_name)
{
	struct opinion *o = &door->opinions[handle - 1];
	uint16_t len;

	ASSERT(o->used);
	if (p->ip_proto != IPPROTO_NR_TCP && p->ip_proto != IPPROTO_NR_UDP)
		return NDPI_UNKNOWN;
	if (!(p->flags & PACKET_HAS_PORTS) || (p->flags & PACKET_FRAGMENT))
		return NDPI_MORE;
	if (!o->packets) {
		o->ip_proto = p->ip_proto;
		o->ip_version = p->ip_version;
		o->key = quarantine_key_of(p);
	}
	if (o->ip_proto != p->ip_proto || o->ip_version != p->ip_version)
		return NDPI_UNKNOWN;
	const uint8_t *copy = copy_packet(door, p, &len);
	if (!copy)
		return NDPI_MORE;
	o->packets++;
	quarantine_arm(door->note, &o->key);
	ndpi_protocol proto = ndpi_detection_process_packet(
		door->module, &o->flow, copy, len, (uint64_t)p->ts_us / 1000);
	quarantine_clear(door->note);
	const char *name = name_of(door, proto);
	if (name && o->flow.confidence == NDPI_CONFIDENCE_DPI) {
		*ret_name = name;
		return NDPI_KNOWN;
	}
	return o->packets >= LIMIT_NDPI_PACKETS ? NDPI_UNKNOWN : NDPI_MORE;
}

#else

struct ndpi_door *ndpi_door_new(unsigned flow_capacity, struct quarantine *q, unsigned lane)
{
	(void)flow_capacity;
	(void)q;
	(void)lane;
	return NULL;
}

void ndpi_door_rest(struct ndpi_door *door)
{
	(void)door;
}

bool ndpi_door_bars(const struct ndpi_door *door, const struct packet *p)
{
	(void)door;
	(void)p;
	return false;
}

void ndpi_door_free(struct ndpi_door *door)
{
	(void)door;
}

uint32_t ndpi_door_begin(struct ndpi_door *door)
{
	(void)door;
	return 0;
}

enum ndpi_verdict ndpi_door_feed(
	struct ndpi_door *door, uint32_t handle, const struct packet *p, const char **ret_name)
{
	(void)door;
	(void)handle;
	(void)p;
	(void)ret_name;
	return NDPI_UNKNOWN;
}

void ndpi_door_end(struct ndpi_door *door, uint32_t handle)
{
	(void)door;
	(void)handle;
}

#endif
