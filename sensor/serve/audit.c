/* audit: one line for each download, reveal and triage step. Any thread; one write a line. */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/serve/serve.h"

#include <time.h>
#include <unistd.h>

bool audit(const struct request *r, const char *what, struct span object, struct span detail)
{
	char line[8192];
	struct json j = json_of(line, sizeof(line) - 1);
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	json_open(&j, '{');
	json_kv_time(&j, "timestamp", (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	json_kv_word(&j, "event_type", "audit");
	json_kv_string(&j, "who", r->who.name);
	json_kv_addr(&j, "peer", &r->peer);
	json_kv_string(&j, "what", what);
	json_kv_text(&j, "object", object);
	if (detail.len > 0)
		json_kv_text(&j, "detail", detail);
	json_close(&j, '}');
	line[j.len++] = '\n';
	if (!j.full && write(r->serve->audit, line, j.len) == (ssize_t)j.len)
		return true;
	log_error("an audit line could not be written");
	return false;
}
