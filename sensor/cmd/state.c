/* state: what a session keeps in the state directory between runs. */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/cmd/session.h"
#include "sensor/flow/quarantine.h"

#include <errno.h>
#include <sys/stat.h>

enum { FLOW_TEXT = 2 * ADDR_TEXT + 48 };

/* "10.0.0.1:5000 and 10.0.0.2:53, IP protocol 17" */
static void flow_text(const struct quarantine_key *key, char ret[static FLOW_TEXT])
{
	char low[ADDR_TEXT], high[ADDR_TEXT];

	addr_text(&key->low, low);
	addr_text(&key->high, high);
	snprintf(ret, FLOW_TEXT, "%s port %u and %s port %u, IP protocol %u", low, key->low_port,
		high, key->high_port, key->ip_proto);
}

/* Live the directory is made by who installs; with --state it is made here. */
static int make_directory(const struct session *s, const char *dir)
{
	if (!s->options->state || mkdir(dir, 0700) == 0 || errno == EEXIST)
		return EXIT_OK;
	log_error("--state: %s cannot be made: %s", dir, strerror(errno));
	return EXIT_OUTPUT;
}

static void open_quarantine(struct session *s, const char *dir)
{
	char file[4096], error[256];

	snprintf(file, sizeof(file), "%s/ndpi-quarantine", dir);
	if (quarantine_open(file, &s->quarantine, error)) {
		log_info("%s: after a crash inside nDPI its flow would not be known", error);
		return;
	}
	for (unsigned i = 0; i < quarantine_found(s->quarantine); i++) {
		char text[FLOW_TEXT];
		flow_text(quarantine_found_at(s->quarantine, i), text);
		log_warn("the last run ended inside nDPI, with the flow between %s: it is kept "
			 "from nDPI from now on",
			text);
	}
}

/* With --state it is what was asked for; live, a sensor without a directory still watches. */
static int open_memory(struct session *s, const char *dir)
{
	char error[256];

	s->memory = memory_file_open(dir, s->live, error);
	if (s->memory)
		return EXIT_OK;
	if (s->options->state) {
		log_error("--state: %s", error);
		return EXIT_OUTPUT;
	}
	log_info("%s: what is learned ends with this run", error);
	return EXIT_OK;
}

void session_remember(struct session *s)
{
	if (s->memory)
		memory_file_save(s->memory, s->collector.judge);
}

int session_open_state(struct session *s)
{
	const char *dir = settings_text(&s->options->settings, SETTING_STATE_DIR);

	if (!dir || s->options->forget || (!s->live && !s->options->state))
		return EXIT_OK;
	int code = make_directory(s, dir);
	if (!code)
		code = open_memory(s, dir);
	if (!code && settings_number(&s->options->settings, SETTING_NDPI))
		open_quarantine(s, dir);
	return code;
}

void session_write_quarantine(const struct session *s, struct json *j)
{
	char text[ADDR_TEXT];

	if (!quarantine_found(s->quarantine))
		return;
	json_key(j, "ndpi_quarantined");
	json_open(j, '[');
	for (unsigned i = 0; i < quarantine_found(s->quarantine); i++) {
		const struct quarantine_key *key = quarantine_found_at(s->quarantine, i);
		json_open(j, '{');
		addr_text(&key->low, text);
		json_kv_string(j, "ip", text);
		json_kv_u64(j, "port", key->low_port);
		addr_text(&key->high, text);
		json_kv_string(j, "peer_ip", text);
		json_kv_u64(j, "peer_port", key->high_port);
		json_kv_u64(j, "ip_proto", key->ip_proto);
		json_close(j, '}');
	}
	json_close(j, ']');
}
