/*
 * api_finding: one finding: its entries, the parts of its event that people read, its case, and the
 * lines for the policy that whoever finds it harmless may copy. Nothing here changes a policy.
 */
#include "config.h"

#include "sensor/serve/answer.h"
#include "sensor/serve/sift.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { ENTRIES = 200, EXCEPTION_DAYS = 90, PACKETS_MAX = 64 << 20 };

/* Parts of an event that whoever may look sees; all of it is evidence. */
static const char *const parts[] = {"timestamp", "event_type", "src_ip", "src_port", "dest_ip",
	"dest_port", "proto", "community_id", "flow_id", "vlan", "in_iface", "pcap_cnt",
	"pcap_filename", "ether", "host", "alert", "mgmt", "spanwatch"};
enum { PARTS = sizeof(parts) / sizeof(*parts) };

static void write_event(struct json *j, struct span eve)
{
	struct sift p[PARTS];

	for (int i = 0; i < PARTS; i++)
		p[i] = (struct sift){.path = parts[i]};
	json_key(j, "event");
	json_open(j, '{');
	if (sift(eve, p, PARTS))
		for (int i = 0; i < PARTS; i++) {
			if (p[i].string) {
				json_kv_plain(j, parts[i], p[i].value);
			} else if (p[i].value.len > 0) {
				json_key(j, parts[i]);
				json_raw(j, p[i].value);
			}
		}
	json_close(j, '}');
}

/* Adds TEXT to a double-quoted YAML scalar; what could end it or is no plain ASCII is left out. */
static uint32_t quote(char *to, uint32_t cap, struct span text)
{
	uint32_t len = 0;

	for (uint32_t i = 0; i < text.len && len + 1 < cap; i++)
		if (text.p[i] >= 0x20 && text.p[i] < 0x7f && text.p[i] != '"' && text.p[i] != '\\')
			to[len++] = (char)text.p[i];
	to[len] = '\0';
	return len;
}

/* The exception that would silence this finding between these two, for a limited time. */
static void write_exception(struct request *r, const struct row *row)
{
	char src[64], dst[64], who[65], group[17], finding[65], line[640];
	time_t until = time(NULL) + (time_t)EXCEPTION_DAYS * 86400;
	struct addr none;
	struct tm tm;

	gmtime_r(&until, &tm);
	quote(src, sizeof(src), row->field[ROW_SRC]);
	quote(dst, sizeof(dst), row->field[ROW_DST]);
	quote(who, sizeof(who), span_str(r->who.name));
	quote(group, sizeof(group), row->group);
	quote(finding, sizeof(finding), row->field[ROW_FINDING]);
	if (!addr_parse(span_str(src), &none) || !addr_parse(span_str(dst), &none))
		return; /* between MAC addresses a policy says nothing */
	snprintf(line, sizeof(line),
		"- {id: \"EX-%s\", finding: %s, from: \"%s\", to: \"%s\", until: "
		"%04d-%02d-%02dT00:00:00Z, reason: \"false positive\", by: \"%s\"}",
		group, finding, src, dst, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, who);
	json_kv_string(&r->out, "exception", line);
}

static bool write_case(struct request *r, const struct row *row)
{
	char key[DEPOT_KEY];
	struct span words[3] = {SPAN_LIT("HGET"),
		depot_key(r->redis, row->sensor, (struct span[3]){SPAN_LIT("cases")}, key),
		row->group};
	struct redisReply *reply = depot_ask(r->redis, words, 3);

	if (!reply)
		return false;
	struct span text = reply_text(reply);
	if (sift(text, NULL, 0)) {
		json_key(&r->out, "case");
		json_raw(&r->out, text);
	}
	depot_free(reply);
	return true;
}

/* The packets that were kept of finding ID, opened; -1 where there are none. */
static int open_packets(const struct serve *s, struct span id, struct stat *st)
{
	char name[128];
	int dir, fd;

	for (uint32_t i = 0; i < id.len; i++)
		if (!strchr("0123456789abcdef", id.p[i]))
			return -1;
	if (!s->evidence_dir || id.len == 0 || id.len > 64)
		return -1;
	snprintf(name, sizeof(name), "%.*s.pcap", (int)id.len, (const char *)id.p);
	dir = open(s->evidence_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -1;
	fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	close(dir);
	if (fd >= 0 && (fstat(fd, st) != 0 || !S_ISREG(st->st_mode) || st->st_size > PACKETS_MAX)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* The first alert of a group tells most; its updates count only. */
static const struct row *first_of(const struct table *t)
{
	return &t->rows[t->count - 1];
}

/* "packets": the ID under which packets of the group were kept, where they were. */
static void write_packets(struct request *r, const struct table *t)
{
	for (uint32_t i = t->count; i > 0 && t->count - i < ENTRIES; i--) {
		struct stat st;
		int fd = open_packets(r->serve, t->rows[i - 1].finding_id, &st);
		if (fd < 0)
			continue;
		close(fd);
		json_kv_plain(&r->out, "packets", t->rows[i - 1].finding_id);
		return;
	}
}

static bool write_finding(struct request *r, const struct table *t)
{
	struct json *j = &r->out;

	json_open(j, '{');
	json_key(j, "finding");
	row_json(j, &t->rows[0], STREAM_ALERTS);
	write_event(j, first_of(t)->eve);
	write_exception(r, first_of(t));
	write_packets(r, t);
	if (t->rows[0].group.len > 0 && !write_case(r, &t->rows[0]))
		return false;
	json_kv_u64(j, "entry_count", t->count);
	json_key(j, "entries");
	json_open(j, '[');
	for (uint32_t i = 0; i < t->count && i < ENTRIES; i++)
		row_json(j, &t->rows[i], STREAM_ALERTS);
	json_close(j, ']');
	json_close(j, '}');
	return true;
}

/* The entries of the group that R asks for, newest first; at least one, or a status. */
static unsigned read_group(struct request *r, struct table *t)
{
	struct table_filter f = {.from_us = INT64_MIN, .until_us = INT64_MAX};

	f.sensor = request_arg(r, "sensor");
	f.group = request_arg(r, "group");
	*t = (struct table){.keep_eve = true};
	if (!answer_is_sensor(f.sensor) || f.group.len == 0)
		return request_fail(r, 400, "sensor and group are needed");
	if (!table_read(t, r->redis, STREAM_ALERTS, &f))
		return request_no_redis(r);
	return t->count > 0 ? 200
			    : request_fail(r, 404,
				      "this finding is not in Redis (any more); EVE output has it");
}

unsigned api_finding(struct request *r)
{
	struct table t;
	unsigned status = read_group(r, &t);

	if (status == 200 && !write_finding(r, &t))
		status = request_no_redis(r);
	table_free(&t);
	return status;
}

unsigned api_event(struct request *r)
{
	struct table t;
	unsigned status = read_group(r, &t);
	struct span eve = status == 200 ? first_of(&t)->eve : span_of("", 0);

	if (status == 200 && !sift(eve, NULL, 0))
		status = request_fail(r, 500, "what Redis holds of this event is no JSON");
	else if (status == 200 &&
		 !audit(r, "reveal event", first_of(&t)->group, first_of(&t)->finding_id))
		status = request_fail(r, 500, "the audit line could not be written");
	else if (status == 200)
		json_raw(&r->out, eve);
	table_free(&t);
	return status;
}

static unsigned send_packets(struct request *r, int fd, size_t size)
{
	size_t at = 0;
	char *grown = realloc(r->out.buf, size + 1);

	if (!grown)
		return request_fail(r, 500, "no memory");
	r->out = json_of(grown, (uint32_t)size + 1);
	while (at < size) {
		ssize_t n = read(fd, grown + at, size - at);
		if (n <= 0)
			return request_fail(r, 500, "the packets cannot be read");
		at += (size_t)n;
	}
	r->out.len = (uint32_t)size;
	r->type = "application/vnd.tcpdump.pcap";
	r->file_name = "finding.pcap";
	return 200;
}

unsigned api_packets(struct request *r)
{
	struct span id = request_arg(r, "id");
	struct stat st;
	int fd = open_packets(r->serve, id, &st);
	unsigned status;

	if (fd < 0)
		return request_fail(r, 404, "no packets were kept of this finding");
	if (audit(r, "download packets", id, span_of("", 0)))
		status = send_packets(r, fd, (size_t)st.st_size);
	else
		status = request_fail(r, 500, "the audit line could not be written");
	close(fd);
	return status;
}
