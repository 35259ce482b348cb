/*
 * evidence: live packets of findings by the settings: the keeper opened for a session, and told of
 * in stats. Opened on the main thread before the engine runs.
 */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/cmd/bundle.h"
#include "sensor/cmd/session.h"
#include "sensor/evidence/excerpt.h"
#include "sensor/evidence/keeper.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What touches no element is out of scope, and so leaves no packet. On the readers' threads. */
static bool wants(void *ctx, const struct packet *p)
{
	struct session *s = ctx;

	if (!s->scope_elements || !(p->flags & PACKET_HAS_IP))
		return true;
	const struct policy *policy = atomic_load_explicit(&s->policy, memory_order_acquire);
	return policy_touches(policy, p->space, &p->src, &p->dst) ||
	       ((p->flags & PACKET_TUNNELLED) &&
		       policy_touches(policy, p->space, &p->outer_src, &p->outer_dst));
}

/* What the program says of the excerpt alone, under the policy of now. On the keeper's thread. */
static int judge(void *ctx, const char *folder, const char *id)
{
	const struct session *s = ctx;
	const char *policy = settings_text(&s->options->settings, SETTING_POLICY);
	char packets[EXCERPT_PATH], events[EXCERPT_PATH], half[EXCERPT_PATH], copy[EXCERPT_PATH];

	if (policy) {
		int r = bundle_keep_policy(policy, folder, copy, sizeof(copy));
		if (r < 0)
			return r;
	}
	snprintf(packets, sizeof(packets), "%s/%s.pcap", folder, id);
	snprintf(half, sizeof(half), "%s/.verdict", folder);
	snprintf(events, sizeof(events), "%s/%s.json", folder, id);
	if (bundle_judge(packets, policy ? copy : NULL, half))
		return -EIO;
	return rename(half, events) < 0 ? -errno : 0;
}

int session_open_evidence(struct session *s, unsigned readers)
{
	const struct settings *set = &s->options->settings;
	const char *dir = settings_text(set, SETTING_EVIDENCE_DIR);
	const char *state = settings_text(set, SETTING_STATE_DIR);
	char folder[EXCERPT_PATH];

	if (!settings_number(set, SETTING_EVIDENCE))
		return EXIT_OK;
	snprintf(folder, sizeof(folder), "%s%s",
		dir     ? dir
		: state ? state
			: ".",
		dir ? "" : "/evidence");
	struct keeper_options o = {.folder = folder,
		.readers = readers,
		.ring_bytes = settings_number(set, SETTING_EVIDENCE_RING) << 20,
		.most_bytes = settings_number(set, SETTING_EVIDENCE_SIZE) << 20,
		.space_bytes = settings_number(set, SETTING_EVIDENCE_SPACE) << 20,
		.after_s = (unsigned)settings_number(set, SETTING_EVIDENCE_AFTER),
		.days = (unsigned)settings_number(set, SETTING_EVIDENCE_DAYS),
		.wants = wants,
		.wants_ctx = s,
		.judge = judge,
		.judge_ctx = s,
		.scrub = settings_number(set, SETTING_EVIDENCE_SCRUB)};
	int r = keeper_new(&o, &s->keeper);
	if (r < 0) {
		log_error("evidence: packets of findings cannot be kept in %s: %s", folder,
			strerror(-r));
		return EXIT_OUTPUT;
	}
	collector_add_sink(&s->collector, keeper_sink(s->keeper));
	log_warn("packets of findings are kept in %s%s", folder,
		o.scrub ? ", headers alone" : " as they were, secrets included");
	return EXIT_OK;
}

void session_write_evidence(const struct session *s, struct json *j)
{
	struct keeper_counts c;

	if (!s->keeper)
		return;
	keeper_counts(s->keeper, &c);
	json_key(j, "evidence");
	json_open(j, '{');
	json_kv_u64(j, "packets", c.packets);
	json_kv_u64(j, "ring_left_out", c.ring_left_out);
	json_kv_u64(j, "missed", c.missed);
	json_kv_u64(j, "excerpts", c.excerpts);
	json_kv_u64(j, "judged", c.judged);
	json_kv_u64(j, "unjudged", c.unjudged);
	json_kv_u64(j, "empty", c.empty);
	json_kv_u64(j, "left_out", c.left_out);
	json_kv_u64(j, "full", c.full);
	json_kv_u64(j, "failed", c.failed);
	json_kv_u64(j, "removed", c.removed);
	json_close(j, '}');
}
