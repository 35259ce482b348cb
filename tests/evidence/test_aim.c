/* Tests of which packets a finding is about: by flow, by pair, by host, by tunnel and by ARP. */
#include "config.h"

#include "sensor/evidence/aim.h"
#include "tests/unit.h"

#include <check.h>

static struct aims aims;
static unsigned hits[4], owns[4];

static struct addr host(uint8_t last)
{
	const uint8_t b[4] = {192, 0, 2, last};

	return addr_v4(b);
}

static struct packet packet(uint8_t from, uint16_t sport, uint8_t to, uint16_t dport)
{
	return (struct packet){.flags = PACKET_HAS_IP | PACKET_HAS_PORTS,
		.src = host(from),
		.dst = host(to),
		.sport = sport,
		.dport = dport,
		.ip_proto = IPPROTO_NR_UDP};
}

/* Aim NUMBER: a finding SLUG about what host 1 sent from port 1000 to port 53 of host 2. */
static void aim_at(unsigned number, const char *slug, bool tunnel)
{
	struct finding_record f = {.slug = slug};
	struct record r = {.kind = RECORD_FINDING, .finding = &f};
	struct aim aim;

	r.place.has_ip = r.place.src_is_client = true;
	r.place.src = (struct endpoint){host(1), tunnel ? 0 : 1000};
	r.place.dst = (struct endpoint){host(2), tunnel ? 4789 : 53};
	r.place.ip_proto = IPPROTO_NR_UDP;
	aim_of_record(&r, &aim);
	aims_put(&aims, number, &aim);
}

static void hit(void *ctx, unsigned number, bool own)
{
	(void)ctx;
	hits[number]++;
	owns[number] += own;
}

static void look(const struct packet *p)
{
	struct seen seen;

	memset(hits, 0, sizeof(hits));
	memset(owns, 0, sizeof(owns));
	seen_of_packet(p, &seen);
	aims_find(&aims, &seen, hit, NULL);
}

static void setup(void)
{
	ck_assert_int_eq(aims_init(&aims, 4), 0);
}

static void teardown(void)
{
	aims_free(&aims);
}

/* A packet between two others, carried over UDP from host SRC to the PORT of host DST. */
static struct packet carried(unsigned src, unsigned dst, uint16_t port)
{
	struct packet p = packet(7, 1, 8, 2);

	p.flags |= PACKET_TUNNELLED;
	p.outer_src = host(src);
	p.outer_dst = host(dst);
	p.outer_proto = IPPROTO_NR_UDP;
	p.outer_port = port;
	return p;
}

START_TEST(a_flow_is_found_both_ways_and_no_other)
{
	aim_at(0, "exploit", false);
	struct packet p = packet(1, 1000, 2, 53);
	look(&p);
	ck_assert(hits[0] == 1 && owns[0] == 1);
	p = packet(2, 53, 1, 1000);
	look(&p);
	ck_assert_uint_eq(owns[0], 1);
	p = packet(1, 1001, 2, 53);
	look(&p);
	ck_assert_uint_eq(hits[0], 0);
	p.flags |= PACKET_FRAGMENT;
	look(&p);
	ck_assert_uint_eq(hits[0], 1);
	aims_remove(&aims, 0);
	p = packet(1, 1000, 2, 53);
	look(&p);
	ck_assert_uint_eq(hits[0], 0);
}
END_TEST

START_TEST(what_stands_on_many_flows_takes_those_of_the_pair_or_of_the_host)
{
	aim_at(0, "beacon", false);
	aim_at(1, "scan", false);
	aim_at(2, "exploit", false);
	struct packet p = packet(1, 7, 2, 8);
	look(&p);
	ck_assert(hits[0] == 1 && hits[1] == 1 && hits[2] == 0 && owns[0] + owns[1] == 0);
	p = packet(9, 7, 1, 8);
	look(&p);
	ck_assert(hits[0] == 0 && hits[1] == 1);
	p = packet(9, 7, 2, 8);
	look(&p);
	ck_assert(hits[0] == 0 && hits[1] == 0);
	p = packet(1, 1000, 2, 53);
	look(&p);
	ck_assert(owns[0] == 1 && owns[1] == 1 && owns[2] == 1 && hits[1] == 1);
}
END_TEST

START_TEST(the_ends_of_a_tunnel_are_found_by_what_it_carries)
{
	aim_at(0, "unexpected-tunnel", true);
	struct packet p = carried(2, 1, 4789);
	look(&p);
	ck_assert(hits[0] == 1 && owns[0] == 1);
	p = carried(2, 1, 6081);
	look(&p);
	ck_assert_uint_eq(hits[0], 0);
	p = carried(2, 3, 4789);
	look(&p);
	ck_assert_uint_eq(hits[0], 0);
}
END_TEST

START_TEST(what_a_tunnel_carries_is_not_of_a_flow_between_its_ends)
{
	aim_at(0, "exploit", false);
	struct packet p = carried(1, 2, 53);
	look(&p);
	ck_assert_uint_eq(hits[0], 0);
}
END_TEST

START_TEST(every_arp_claim_of_an_address_is_found_and_nothing_with_ip)
{
	static const uint8_t arp[28] = {0, 1, 8, 0, 6, 4, 0, 2, 2, 0, 0, 0, 0, 5, 192, 0, 2, 1};
	struct finding_record f = {.slug = "address-conflict"};
	struct record r = {.kind = RECORD_FINDING, .finding = &f};
	struct aim aim;

	r.place.src_is_client = r.place.has_ether = true;
	r.place.src.addr = host(1);
	aim_of_record(&r, &aim);
	aims_put(&aims, 0, &aim);
	struct packet p = {.ether_type = 0x0806, .payload = span_of(arp, sizeof(arp))};
	look(&p);
	ck_assert_uint_eq(hits[0], 1);
	p.payload.len = 17; /* cut within the claim */
	look(&p);
	ck_assert_uint_eq(hits[0], 0);
	p = packet(1, 1, 2, 2);
	look(&p);
	ck_assert_uint_eq(hits[0], 0);
}
END_TEST

START_TEST(each_width_is_of_a_finding_that_there_is)
{
	static const char *const slugs[] = {
#define FINDING(id, slug, signature, class, severity, title, attack, measures, text) slug,
#include "rules/findings.def"
#undef FINDING
	};
	static const char *const wide[] = {
#define WIDTH(slug, width) slug,
#include "sensor/evidence/widths.def"
#undef WIDTH
	};

	for (unsigned w = 0; w < sizeof(wide) / sizeof(wide[0]); w++) {
		unsigned found = 0;
		for (unsigned i = 0; i < sizeof(slugs) / sizeof(slugs[0]); i++)
			found += strcmp(slugs[i], wide[w]) == 0;
		ck_assert_msg(found == 1, "there is no finding %s", wide[w]);
	}
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("aim");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_flow_is_found_both_ways_and_no_other);
	tcase_add_test(t, what_stands_on_many_flows_takes_those_of_the_pair_or_of_the_host);
	tcase_add_test(t, the_ends_of_a_tunnel_are_found_by_what_it_carries);
	tcase_add_test(t, what_a_tunnel_carries_is_not_of_a_flow_between_its_ends);
	tcase_add_test(t, every_arp_claim_of_an_address_is_found_and_nothing_with_ip);
	tcase_add_test(t, each_width_is_of_a_finding_that_there_is);
	return unit_run(t, "aim");
}
