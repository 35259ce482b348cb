/* geo: see geo.h. */
#include "config.h"

#include "rules/geo.h"

#include <errno.h>
#include <maxminddb.h>
#include <netinet/in.h>
#include <stdlib.h>

struct geo {
	unsigned count;
	MMDB_s files[];
};

int geo_open(const char *const *files, unsigned n, struct diag *diag, struct geo **ret)
{
	struct geo *g = calloc(1, sizeof(*g) + n * sizeof(g->files[0]));
	unsigned bad = 0;

	if (!g)
		return -ENOMEM;
	for (unsigned i = 0; i < n; i++) {
		errno = 0;
		int rc = MMDB_open(files[i], MMDB_MODE_MMAP, &g->files[g->count]);
		if (rc == MMDB_SUCCESS) {
			g->count++;
			continue;
		}
		bad++;
		diag_error(diag, files[i], 0, 0, "cannot be used as MMDB: %s",
			(rc == MMDB_IO_ERROR || rc == MMDB_FILE_OPEN_ERROR) && errno
				? strerror(errno)
				: MMDB_strerror(rc));
	}
	if (bad) {
		geo_free(g);
		return -EINVAL;
	}
	*ret = g;
	return 0;
}

void geo_free(struct geo *g)
{
	for (unsigned i = 0; g && i < g->count; i++)
		MMDB_close(&g->files[i]);
	free(g);
}

/* Text at PATH below ENTRY, or the empty span. */
static struct span text_at(MMDB_entry_s *entry, const char *const *path)
{
	MMDB_entry_data_s data;

	if (MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data ||
		data.type != MMDB_DATA_TYPE_UTF8_STRING)
		return span_of(NULL, 0);
	return span_of(data.utf8_string, data.data_size);
}

/* The providers disagree about names; the first that is there counts. */
static struct span first_text(MMDB_entry_s *entry, const char *const (*paths)[3], unsigned count)
{
	struct span s = {0};

	for (unsigned i = 0; i < count && s.len == 0; i++)
		s = text_at(entry, paths[i]);
	return s;
}

static void read_country(MMDB_entry_s *entry, struct geo_answer *ret)
{
	static const char *const paths[][3] = {{"country", "iso_code"}, {"country_code"},
		{"country"}, {"registered_country", "iso_code"}};
	struct span s = first_text(entry, paths, sizeof(paths) / sizeof(paths[0]));

	if (s.len != 2)
		return;
	for (unsigned i = 0; i < 2; i++) {
		uint8_t c = s.p[i] & 0xdf;
		if (c < 'A' || c > 'Z') {
			ret->country[0] = '\0';
			return;
		}
		ret->country[i] = (char)c;
	}
	ret->country[2] = '\0';
}

static uint32_t number_of(const MMDB_entry_data_s *data)
{
	struct span s;
	uint64_t value = 0;

	switch (data->type) {
	case MMDB_DATA_TYPE_UINT16:
		return data->uint16;
	case MMDB_DATA_TYPE_UINT32:
		return data->uint32;
	case MMDB_DATA_TYPE_UINT64:
		return data->uint64 <= UINT32_MAX ? (uint32_t)data->uint64 : 0;
	case MMDB_DATA_TYPE_INT32:
		return data->int32 > 0 ? (uint32_t)data->int32 : 0;
	case MMDB_DATA_TYPE_UTF8_STRING: /* "AS64500" */
		s = span_of(data->utf8_string, data->data_size);
		if (span_starts_nocase(s, SPAN_LIT("AS")))
			s = span_sub(s, 2, UINT32_MAX);
		return span_decimal(s, UINT32_MAX, &value) ? (uint32_t)value : 0;
	default:
		return 0;
	}
}

static void read_asn(MMDB_entry_s *entry, struct geo_answer *ret)
{
	static const char *const paths[][2] = {{"autonomous_system_number"}, {"asn"}};

	for (unsigned i = 0; i < 2 && ret->asn == 0; i++) {
		MMDB_entry_data_s data;
		if (MMDB_aget_value(entry, &data, paths[i]) == MMDB_SUCCESS && data.has_data)
			ret->asn = number_of(&data);
	}
}

/* Length of S cut to CAP bytes, not within a character of UTF-8. */
static uint32_t cut(struct span s, uint32_t cap)
{
	if (s.len <= cap)
		return s.len;
	while (cap && (s.p[cap] & 0xc0) == 0x80)
		cap--;
	return cap;
}

static void read_owner(MMDB_entry_s *entry, struct geo_answer *ret)
{
	static const char *const paths[][3] = {{"autonomous_system_organization"}, {"organization"},
		{"as_name"}, {"name"}, {"isp"}};
	struct span s = first_text(entry, paths, sizeof(paths) / sizeof(paths[0]));
	uint32_t len = cut(s, sizeof(ret->owner) - 1);

	for (uint32_t i = 0; i < len; i++)
		ret->owner[i] = (char)(s.p[i] < 0x20 || s.p[i] == 0x7f ? '?' : s.p[i]);
	ret->owner[len] = '\0';
}

static MMDB_lookup_result_s look_up(const MMDB_s *file, const struct addr *a)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	int error = 0;
	MMDB_lookup_result_s result;

	memcpy(&v4.sin_addr, a->b + 12, 4);
	memcpy(&v6.sin6_addr, a->b, 16);
	result = MMDB_lookup_sockaddr(file,
		addr_is_v4(a) ? (const struct sockaddr *)&v4 : (const struct sockaddr *)&v6,
		&error);
	/* An IPv6 address is in no file of IPv4 alone; a broken tree knows nothing. */
	if (error != MMDB_SUCCESS)
		result.found_entry = false;
	return result;
}

bool geo_find(const struct geo *g, const struct addr *a, struct geo_answer *ret)
{
	*ret = (struct geo_answer){.found = false};
	for (unsigned i = 0; g && i < g->count; i++) {
		MMDB_lookup_result_s result = look_up(&g->files[i], a);
		if (!result.found_entry)
			continue;
		if (!ret->country[0])
			read_country(&result.entry, ret);
		if (!ret->asn)
			read_asn(&result.entry, ret);
		if (!ret->owner[0])
			read_owner(&result.entry, ret);
	}
	ret->found = ret->country[0] || ret->asn || ret->owner[0];
	return ret->found;
}
