/* Tests of the Redis URL and of the meaning of error replies. */
#include "config.h"

#include "sensor/sink/redis_link.h"
#include "tests/sink/sink_help.h"
#include "tests/unit.h"

#include <errno.h>

static struct redis_url url;
static char error[REDIS_ERROR];

static int parse(const char *text)
{
	return redis_url_parse(text, &url, error);
}

START_TEST(host_port_user_password_and_prefix_are_read)
{
	ck_assert_int_eq(parse("redis://sensor:p%40ss%3a@redis.example:6380/lab"), 0);
	ck_assert_str_eq(url.host, "redis.example");
	ck_assert_uint_eq(url.port, 6380);
	ck_assert_str_eq(url.user, "sensor");
	ck_assert_str_eq(url.password, "p@ss:");
	ck_assert_str_eq(url.prefix, "lab:");
	ck_assert_str_eq(url.shown, "redis://sensor@redis.example:6380");
}
END_TEST

START_TEST(port_and_all_else_may_be_left_out)
{
	ck_assert_int_eq(parse("redis://localhost"), 0);
	ck_assert_uint_eq(url.port, 6379);
	ck_assert_str_eq(url.user, "");
	ck_assert_str_eq(url.prefix, "");
}
END_TEST

START_TEST(a_password_may_come_without_a_user_and_hold_an_at)
{
	ck_assert_int_eq(parse("redis://:a@b@h:1"), 0);
	ck_assert_str_eq(url.user, "");
	ck_assert_str_eq(url.password, "a@b");
	ck_assert_str_eq(url.host, "h");
}
END_TEST

START_TEST(ipv6_addresses_stand_in_brackets)
{
	ck_assert_int_eq(parse("redis://[2001:db8::1]:7000"), 0);
	ck_assert_str_eq(url.host, "2001:db8::1");
	ck_assert_uint_eq(url.port, 7000);
}
END_TEST

START_TEST(a_prefix_of_digits_is_the_database)
{
	ck_assert_int_eq(parse("redis://h:1/3"), 0);
	ck_assert(url.has_database);
	ck_assert_uint_eq(url.database, 3);
	ck_assert_str_eq(url.prefix, "");
}
END_TEST

START_TEST(unix_sockets_take_their_prefix_after_a_hash)
{
	ck_assert_int_eq(parse("unix:///run/redis/redis.sock#lab:"), 0);
	ck_assert_str_eq(url.path, "/run/redis/redis.sock");
	ck_assert_str_eq(url.host, "");
	ck_assert_str_eq(url.prefix, "lab:");
}
END_TEST

START_TEST(unix_sockets_take_user_and_password_before_the_path)
{
	ck_assert_int_eq(parse("unix://sensor:a%2fb@c@/run/r@1/redis.sock#3"), 0);
	ck_assert_str_eq(url.user, "sensor");
	ck_assert_str_eq(url.password, "a/b@c");
	ck_assert_str_eq(url.path, "/run/r@1/redis.sock");
	ck_assert_uint_eq(url.database, 3);
	ck_assert_str_eq(url.shown, "unix://sensor@/run/r@1/redis.sock");
	ck_assert_int_eq(parse("unix:///run/r@/redis.sock"), 0);
	ck_assert_str_eq(url.user, "");
	ck_assert_str_eq(url.path, "/run/r@/redis.sock");
}
END_TEST

START_TEST(what_is_not_understood_is_refused_without_telling_the_password)
{
	static const char *const bad[] = {"", "http://h", "redis://", "redis://h:0",
		"redis://h:70000", "redis://h:x", "redis://u:secret@", "redis://u@h",
		"unix://relative", "unix://", "unix://u:secret@relative", "unix://u@/r.sock",
		"redis://h/a{b", "rediss://h", "redis://u:secret@h:1/sp ace"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_msg(parse(bad[i]) == -EINVAL, "%s", bad[i]);
		ck_assert_ptr_null(strstr(error, "secret"));
	}
}
END_TEST

START_TEST(error_replies_say_whether_to_keep_to_ask_for_help_or_to_skip)
{
	static const struct {
		const char *text;
		enum redis_fault fault;
	} replies[] = {
		{"LOADING Redis is loading the dataset in memory", REDIS_WAIT},
		{"OOM command not allowed when used memory > 'maxmemory'.", REDIS_WAIT},
		{"READONLY You can't write against a read only replica.", REDIS_WAIT},
		{"BUSY Redis is busy running a script.", REDIS_WAIT},
		{"CLUSTERDOWN The cluster is down", REDIS_WAIT},
		{"MISCONF Redis is configured to save RDB snapshots", REDIS_WAIT},
		{"TRYAGAIN Multiple keys request during rehashing of slot", REDIS_WAIT},
		{"EXECABORT Transaction discarded because of: OOM command not allowed", REDIS_WAIT},
		{"NOAUTH Authentication required.", REDIS_REFUSED},
		{"WRONGPASS invalid username-password pair or user is disabled.", REDIS_REFUSED},
		{"NOPERM this user has no permissions to run the 'xadd' command", REDIS_REFUSED},
		{"WRONGTYPE Operation against a key holding the wrong kind of value",
			REDIS_REFUSED},
		{"ERR The ID specified in XADD is equal or smaller than the target stream top item",
			REDIS_SMALLER},
		{"ERR hash value is not an integer", REDIS_SKIP},
		{"ERR unknown command 'x'", REDIS_SKIP},
		{"EXECABORT Transaction discarded because of previous errors.", REDIS_SKIP},
	};

	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++)
		ck_assert_msg(redis_fault_of(span_str(replies[i].text)) == replies[i].fault, "%s",
			replies[i].text);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("redis_url");

	tcase_add_test(tc, host_port_user_password_and_prefix_are_read);
	tcase_add_test(tc, port_and_all_else_may_be_left_out);
	tcase_add_test(tc, a_password_may_come_without_a_user_and_hold_an_at);
	tcase_add_test(tc, ipv6_addresses_stand_in_brackets);
	tcase_add_test(tc, a_prefix_of_digits_is_the_database);
	tcase_add_test(tc, unix_sockets_take_their_prefix_after_a_hash);
	tcase_add_test(tc, unix_sockets_take_user_and_password_before_the_path);
	tcase_add_test(tc, what_is_not_understood_is_refused_without_telling_the_password);
	tcase_add_test(tc, error_replies_say_whether_to_keep_to_ask_for_help_or_to_skip);
	return unit_run(tc, "redis_url");
}
