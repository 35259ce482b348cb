/*
 * evidence: live packets of findings by the settings: the keeper opened for a session, and judging
 * what it kept. Opened on the main thread before the engine runs.
 */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/cmd/bundle.h"
#include "sensor/cmd/session.h"
#include "sensor/evidence/excerpt.h"
#include "sensor/evidence/keeper.h"
#include "sensor/evidence/shelf.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What touches no element is out of scope, and so leaves no packet. On the readers' threads. */
static bool wants(void *ctx, const struct packet *p)
{
	struct session *s = ctx;

	if (!s->scope_elements || !(p->flags & PACKET_HAS_IP))
		return true;
	return session_touches(s, p->space, &p->src, &p->dst) ||
	       ((p->flags & PACKET_TUNNELLED) &&
		       session_touches(s, p->space, &p->outer_src, &p->outer_dst));
}

/* --- verdicts --------------------------------------------------------------------------------- */

/* What verdicts stand on. The collector's thread replaces it, the keeper's judges by it. */
struct footing {
	pthread_mutex_t lock;
	struct bundle_basis basis;
	struct ground_lists lists;
	char folder[EXCERPT_PATH];
	struct ground *ground; /* the keeper's: the one that was judged on last */
	char name[GROUND_NAME];
};

void session_ground_evidence(struct session *s)
{
	struct footing *f = s->footing;
	const struct rule_index *rules = atomic_load(&s->rules);

	if (!f)
		return;
	pthread_mutex_lock(&f->lock);
	ground_lists_free(&f->lists);
	bundle_hashes(s, &f->basis);
	int r = ground_lists_of(rules ? rules->set : NULL, session_state_dir(s), &f->lists);
	if (r == 0)
		r = ground_keep(&s->options->settings, &f->lists, f->folder, f->basis.ground);
	pthread_mutex_unlock(&f->lock);
	if (r < 0)
		log_warn("evidence: what findings are judged by cannot be kept in %s: %s; packets "
			 "stay without a verdict",
			f->folder, strerror(-r));
}

/* What verdicts stand on now; a ground that somebody removed is kept anew. */
static void basis_now(const struct session *s, struct bundle_basis *ret)
{
	struct footing *f = s->footing;
	char path[EXCERPT_PATH + GROUND_NAME];

	pthread_mutex_lock(&f->lock);
	snprintf(path, sizeof(path), "%s/%s", f->folder, f->basis.ground);
	if (!f->basis.ground[0] || access(path, F_OK) < 0) {
		f->basis.ground[0] = '\0';
		ground_keep(&s->options->settings, &f->lists, f->folder, f->basis.ground);
	}
	*ret = f->basis;
	pthread_mutex_unlock(&f->lock);
	bundle_inventory_in(session_state_dir(s), ret->inventory);
}

static void stand_on(struct footing *f, const char *folder, const char *name)
{
	char said[GROUND_SAID];

	if (f->ground && strcmp(f->name, name) == 0)
		return;
	ground_free(f->ground);
	f->ground = *name ? ground_open(folder, name, said) : NULL;
	snprintf(f->name, sizeof(f->name), "%s", name);
}

/* What the program says of the excerpt alone. On the keeper's thread. */
static int judge(void *ctx, const char *folder, const char *id)
{
	const struct session *s = ctx;
	struct footing *f = s->footing;
	struct bundle_basis basis;

	if (!id) { /* nothing waits any more: rules are not held twice for longer than needed */
		stand_on(f, folder, "");
		return 0;
	}
	basis_now(s, &basis);
	stand_on(f, folder, basis.ground);
	if (!f->ground)
		return -ENOENT;
	shelf_touch(folder, basis.ground); /* as young as the last bundle that stands on it */
	return bundle_make(f->ground, &basis, folder, id) ? -EIO : 0;
}

static int open_footing(struct session *s, const char *folder)
{
	s->footing = calloc(1, sizeof(*s->footing));
	if (!s->footing)
		return -ENOMEM;
	pthread_mutex_init(&s->footing->lock, NULL);
	snprintf(s->footing->folder, sizeof(s->footing->folder), "%s", folder);
	return 0;
}

void session_close_evidence(struct session *s)
{
	struct footing *f = s->footing;

	if (!f)
		return;
	ground_free(f->ground);
	ground_lists_free(&f->lists);
	pthread_mutex_destroy(&f->lock);
	free(f);
	s->footing = NULL;
}

/* --- begin ------------------------------------------------------------------------------------ */

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
	int r = open_footing(s, folder);
	if (r == 0)
		r = shelf_open(folder);
	if (r == 0) {
		session_ground_evidence(s);
		r = keeper_new(&o, &s->keeper);
	}
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
