/* Lists that rules name: values are kept in their order, found, and read with every fault told. */
#include "config.h"

#include "rules/match/carry.h"
#include "rules/match/inspect.h"
#include "rules/rule/reputation.h"
#include "rules/rule/ruleset.h"

#include "tests/rules/files.h"
#include "tests/unit.h"

enum { MANY = 5000 };

struct said {
	char text[2048];
};

static void note(void *ctx, const char *line)
{
	struct said *s = ctx;
	size_t used = strlen(s->text);

	snprintf(s->text + used, sizeof(s->text) - used, "%s\n", line);
}

static struct ruleset *read_rules(
	const char *dir, const char *text, const struct ruleset_options *o, struct said *said)
{
	struct diag diag = {.say = note, .ctx = said};
	char file[256];

	said->text[0] = '\0';
	snprintf(file, sizeof(file), "%s/t.rules", dir);
	return ruleset_parse(file, span_str(text), o, &diag);
}

START_TEST(a_set_keeps_values_in_the_order_in_which_they_came)
{
	struct valueset s;
	struct span value;
	uint16_t number;
	uint32_t at = 0;

	valueset_init(&s, 1 << 20);
	ck_assert_int_eq(valueset_add(&s, SPAN_LIT("b"), 7), VALUE_NEW);
	ck_assert_int_eq(valueset_add(&s, SPAN_LIT("a"), 8), VALUE_NEW);
	ck_assert_int_eq(valueset_add(&s, SPAN_LIT(""), 9), VALUE_NEW);
	ck_assert_int_eq(valueset_add(&s, SPAN_LIT("b"), 1), VALUE_KNOWN);
	ck_assert(valueset_find(&s, SPAN_LIT("b"), &number) && number == 7);
	ck_assert(valueset_drop(&s, SPAN_LIT("b")) && !valueset_drop(&s, SPAN_LIT("b")));
	ck_assert(!valueset_find(&s, SPAN_LIT("b"), NULL));
	ck_assert_int_eq(valueset_add(&s, SPAN_LIT("b"), 2), VALUE_NEW);
	ck_assert(valueset_next(&s, &at, &value) && span_eq(value, SPAN_LIT("a")));
	ck_assert(valueset_next(&s, &at, &value) && value.len == 0);
	ck_assert(valueset_next(&s, &at, &value) && span_eq(value, SPAN_LIT("b")));
	ck_assert(!valueset_next(&s, &at, &value));
	valueset_free(&s);
}
END_TEST

START_TEST(a_set_finds_many_values_and_takes_no_more_memory_than_it_may)
{
	struct valueset s;
	char text[16];

	valueset_init(&s, 1 << 20);
	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "value %d", i);
		ck_assert_int_eq(valueset_add(&s, span_str(text), 0), VALUE_NEW);
		if (i % 3 == 0)
			ck_assert(valueset_drop(&s, span_str(text)));
	}
	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "value %d", i);
		ck_assert_int_eq(valueset_find(&s, span_str(text), NULL), i % 3 != 0);
	}
	valueset_free(&s);
	valueset_init(&s, 2000);
	int kept = 0;
	while (kept < MANY) {
		snprintf(text, sizeof(text), "value %d", kept);
		if (valueset_add(&s, span_str(text), 0) == VALUE_NO_ROOM)
			break;
		kept++;
	}
	ck_assert(kept > 10 && kept < 200);
	valueset_free(&s);
}
END_TEST

START_TEST(values_travel_to_the_judgement_as_they_were)
{
	uint8_t bytes[32];
	struct carry c = {bytes, 0, sizeof(bytes)};
	struct span rest, value;
	uint16_t buffer;

	carry_put(&c, 3, SPAN_LIT("abc"));
	carry_put(&c, 4, span_of(NULL, 0));
	carry_put(&c, 5, SPAN_LIT("this is longer than the room that is left"));
	rest = span_of(bytes, c.len);
	ck_assert(carry_next(&rest, &buffer, &value) && buffer == 3);
	ck_assert(span_eq(value, SPAN_LIT("abc")));
	ck_assert(carry_next(&rest, &buffer, &value) && buffer == 4 && value.len == 0);
	ck_assert(!carry_next(&rest, &buffer, &value));
}
END_TEST

static bool holds(const struct rule *r, struct span data)
{
	struct inspection x = {0};

	return inspect_buffer(&x, &r->buffers[0], data, 0);
}

START_TEST(a_list_that_is_loaded_is_asked_where_the_bytes_are)
{
	struct folder dir = folder_make();
	struct said said;

	folder_write(&dir, "names.lst", "# comment\nYWJj,80\nZGVm\n"); /* abc, def */
	folder_write(&dir, "hosts.lst", "10.0.0.1\n2001:db8::1\n");
	struct ruleset *s = read_rules(dir.path,
		"alert http any any -> any any (http.uri; dataset:isset,n,type string,load "
		"names.lst; sid:1;)\n"
		"alert http any any -> any any (http.uri; dataset:isnotset,n; sid:2;)\n"
		"alert http any any -> any any (http.uri; datarep:n,>,50,type string; sid:3;)\n"
		"alert ip any any -> any any (ip.src; dataset:isset,h,type ip,load hosts.lst; "
		"sid:4;)\n",
		NULL, &said);
	ck_assert_msg(s->count == 4, "%s", said.text);
	const struct rule *isset = ruleset_find(s, 1, 1), *isnotset = ruleset_find(s, 1, 2);
	const struct rule *rep = ruleset_find(s, 1, 3), *host = ruleset_find(s, 1, 4);
	ck_assert(holds(isset, SPAN_LIT("abc")) && !holds(isset, SPAN_LIT("abcd")));
	ck_assert(!holds(isnotset, SPAN_LIT("def")) && holds(isnotset, SPAN_LIT("x")));
	ck_assert(holds(rep, SPAN_LIT("abc")) && !holds(rep, SPAN_LIT("def")));
	ck_assert(!holds(rep, SPAN_LIT("x")));
	ck_assert(holds(host, SPAN_LIT("\x0a\x00\x00\x01")));
	ck_assert(!holds(host, SPAN_LIT("\x0a\x00\x00\x02")) && !holds(host, SPAN_LIT("x")));
	ck_assert(!isset->buffers[0].asks_judge);
	ruleset_free(s);
	folder_remove(&dir);
}
END_TEST

START_TEST(a_list_that_rules_change_is_left_to_the_judgement)
{
	struct said said;
	struct ruleset *s = read_rules("/tmp",
		"alert http any any -> any any (http.uri; dataset:isset,n,type string; sid:1;)\n"
		"alert http any any -> any any (http.uri; dataset:set,n; sid:2;)\n"
		"pass http any any -> any any (http.uri; dataset:isset,n; sid:3;)\n"
		"alert http any any -> any any (http.uri; dataset:isset,n; flowbits:set,x; "
		"sid:4;)\n"
		"alert http any any -> any any (http.uri; datarep:n,>,1,type string; sid:5;)\n",
		NULL, &said);
	ck_assert_uint_eq(s->count, 2);
	ck_assert_uint_eq(s->refused, 3);
	ck_assert(ruleset_find(s, 1, 1)->buffers[0].asks_judge);
	ck_assert(holds(ruleset_find(s, 1, 1), SPAN_LIT("anything")));
	ck_assert_msg(strstr(said.text, "t.rules:3:1: ") && strstr(said.text, "pass rule"), "%s",
		said.text);
	ck_assert(strstr(said.text, "t.rules:4:1: ") && strstr(said.text, "use xbits"));
	ck_assert(strstr(said.text, "t.rules:5:1: ") && strstr(said.text, "datarep cannot"));
	ruleset_free(s);
}
END_TEST

START_TEST(reputations_are_of_the_longest_prefix_that_has_one)
{
	struct folder dir = folder_make();
	char categories[128], scores[128];
	const char *const files[] = {scores};
	struct said said = {""};
	struct diag diag = {.say = note, .ctx = &said};
	struct addr a, b, c;

	folder_write(&dir, "categories", "1,Bad,known bad\n2,Scan,scanners\n");
	folder_write(
		&dir, "scores", "10.0.0.0/8,1,50\n10.1.0.0/16,2,60\n10.1.1.1,1,90\n10.2.0.1,1,0\n");
	snprintf(categories, sizeof(categories), "%s/categories", dir.path);
	snprintf(scores, sizeof(scores), "%s/scores", dir.path);
	struct reputation *r = reputation_read(categories, files, 1, &diag);
	ck_assert_msg(r != NULL, "%s", said.text);
	ck_assert(addr_parse(SPAN_LIT("10.1.1.1"), &a) && addr_parse(SPAN_LIT("10.1.1.2"), &b) &&
		  addr_parse(SPAN_LIT("192.0.2.1"), &c));
	ck_assert_int_eq(reputation_category(r, SPAN_LIT("Scan")), 2);
	ck_assert_int_eq(reputation_category(r, SPAN_LIT("None")), -1);
	ck_assert_uint_eq(reputation_of(r, 1, &a), 90);
	ck_assert_uint_eq(reputation_of(r, 1, &b), 50);
	ck_assert_uint_eq(reputation_of(r, 2, &b), 60);
	ck_assert_uint_eq(reputation_of(r, 1, &c), 0);
	ck_assert(addr_parse(SPAN_LIT("10.2.0.1"), &c) && reputation_of(r, 1, &c) == 0);
	struct ruleset_options o = {.iprep_categories = categories,
		.iprep_files = files,
		.iprep_file_count = 1,
		.has_geo = true};
	struct ruleset *s = read_rules(dir.path,
		"alert ip any any -> any any (iprep:src,Bad,>,30; geoip:dst,!DE,FR; sid:1;)\n"
		"alert ip any any -> any any (geoip:src,!de,!fr; iprep:any,Scan,isset; sid:2;)\n",
		&o, &said);
	ck_assert_uint_eq(s->count, 1); /* the first one mixes '!' and none */
	ck_assert(strstr(said.text, "all with '!' or none"));
	ruleset_free(s);
	reputation_free(r);
	folder_write(&dir, "scores", "10.0.0.0/8,7,50\n");
	ck_assert(!reputation_read(categories, files, 1, &diag));
	ck_assert(strstr(said.text, "scores:1:1: "));
	folder_remove(&dir);
}
END_TEST

/* The hash of a set that loads names.lst and has threshold.config, with TEXT in one of them. */
static void hash_with(
	const struct folder *dir, const char *name, const char *text, char ret[static 65])
{
	struct said said = {""};
	char threshold[128];

	folder_write(dir, "names.lst", "YQ==\n");
	folder_write(dir, "threshold.config", "suppress gen_id 1, sig_id 1\n");
	folder_write(dir, name, text);
	snprintf(threshold, sizeof(threshold), "%s/threshold.config", dir->path);
	struct ruleset_options o = {.threshold_file = threshold};
	struct ruleset *s = read_rules(dir->path,
		"alert dns any any -> any any (dns.query; dataset:isset,n,type string,load "
		"names.lst; sid:1;)\n",
		&o, &said);
	ck_assert_msg(s && s->count == 1, "%s", said.text);
	memcpy(ret, s->sha256, 65);
	ruleset_free(s);
}

START_TEST(the_hash_of_a_set_is_over_the_lists_that_it_loads)
{
	struct folder dir = folder_make();
	char hash[4][65];

	hash_with(&dir, "names.lst", "YQ==\n", hash[0]);
	hash_with(&dir, "names.lst", "YQ==\n", hash[1]);
	hash_with(&dir, "names.lst", "Yg==\n", hash[2]);
	hash_with(&dir, "threshold.config", "suppress gen_id 1, sig_id 2\n", hash[3]);
	ck_assert_str_eq(hash[0], hash[1]);
	ck_assert_str_ne(hash[0], hash[2]);
	ck_assert_str_ne(hash[0], hash[3]);
	folder_remove(&dir);
}
END_TEST

START_TEST(a_threshold_file_is_read_to_its_end)
{
	static const char last[] = "suppress gen_id 1, sig_id 1\n";
	struct folder dir = folder_make();
	struct said said = {""};
	char threshold[128];
	size_t len = 3 << 19; /* 1.5 MiB */
	char *text = malloc(len + sizeof(last));

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < len; i++)
		text[i] = i % 64 == 0 ? '#' : i % 64 == 63 ? '\n' : ' ';
	memcpy(text + len, last, sizeof(last));
	folder_write(&dir, "threshold.config", text);
	free(text);
	snprintf(threshold, sizeof(threshold), "%s/threshold.config", dir.path);
	struct ruleset_options o = {.threshold_file = threshold};
	struct ruleset *s =
		read_rules(dir.path, "alert ip any any -> any any (sid:1;)\n", &o, &said);
	ck_assert_msg(s != NULL, "%s", said.text);
	ck_assert_uint_eq(s->suppress_count, 1);
	ruleset_free(s);
	folder_remove(&dir);
}
END_TEST

int main(void)
{
	TCase *all = tcase_create("all");

	tcase_add_test(all, a_set_keeps_values_in_the_order_in_which_they_came);
	tcase_add_test(all, a_set_finds_many_values_and_takes_no_more_memory_than_it_may);
	tcase_add_test(all, values_travel_to_the_judgement_as_they_were);
	tcase_add_test(all, a_list_that_is_loaded_is_asked_where_the_bytes_are);
	tcase_add_test(all, a_list_that_rules_change_is_left_to_the_judgement);
	tcase_add_test(all, reputations_are_of_the_longest_prefix_that_has_one);
	tcase_add_test(all, the_hash_of_a_set_is_over_the_lists_that_it_loads);
	tcase_add_test(all, a_threshold_file_is_read_to_its_end);
	return unit_run(all, "rule_lists");
}
