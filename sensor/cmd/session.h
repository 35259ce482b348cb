/*
 * session: what read and run share: policy and data files loaded, judgement, sinks and engine set
 * up from the options, and taken down again.
 */
#ifndef SPANWATCH_CMD_SESSION_H
#define SPANWATCH_CMD_SESSION_H

#include "rules/geo.h"
#include "rules/inventory/support.h"
#include "rules/judge/services.h"
#include "rules/keys.h"
#include "rules/lexicon/lexicon.h"
#include "rules/match/matcher.h"
#include "rules/oui.h"
#include "rules/policy/policy.h"
#include "sensor/cmd/memory_file.h"
#include "sensor/cmd/options.h"
#include "sensor/engine.h"

#include <stdatomic.h>

struct session {
	const struct options *options;
	_Atomic(struct policy *) policy;
	struct policy *realms; /* learn: whose spaces alone count; NULL: those of the policy */
	_Atomic(struct keys *) keys;
	lexicon_ref lexicon;                /* never NULL once open */
	_Atomic(struct rule_index *) rules; /* NULL: none */
	struct tap_source tap_source;
	struct retired *retired; /* what reloads replaced and threads may still look at */
	struct geo *geo;
	struct oui *oui;
	struct support *support;
	struct services *services;
	struct redactor redactor;
	struct quarantine *quarantine; /* of nDPI; NULL where nothing is kept */
	struct memory_file *memory;    /* of judgement; NULL where nothing is kept */
	struct roster *learned;        /* further addresses of elements, for the lanes */
	struct eve_context eve;
	struct collector collector;
	struct engine *engine;
	struct keeper *keeper;            /* live: of packets of findings; NULL where that is off */
	struct footing *footing;          /* what their verdicts stand on; NULL with it */
	struct sink *terminal, *eve_file; /* or NULL */
	char host[65];
	int statm; /* what tells the memory in use, open from the start; or 0 */
	bool live, scope_elements;
	bool rules_refused; /* some: the others are in force, and `read` ends with EXIT_RULES */
	bool began;         /* an engine was made: there is something to remember */
	bool blind;         /* live: no frame for the time of the setting `silence` */
	struct report past; /* live: what engines before this one counted */
};

/** Loads and opens everything but captures. EXIT_OK, or the exit code, with the fault told. */
int session_open(struct session *s, const struct options *o, bool live);

/**
 * What outlives the run: live in the state directory, offline only with --state. EXIT_OK, or the
 * exit code, with the fault told.
 */
int session_open_state(struct session *s);

/**
 * The key of redacted secrets: the operator's, live the sensor's own, else made of the first
 * capture. EXIT_OK, or the exit code, with the fault told.
 */
int session_open_redactor(struct session *s);

/** Live, each minute of the clock: what judgement knows goes to the state directory. */
void session_remember(struct session *s);

/** Members for the `run` event: flows that nDPI died of in the last run. */
void session_write_quarantine(const struct session *s, struct json *j);

/** CTX: a session. The policy names one of the two, or an element was heard to have it. */
bool session_touches(void *ctx, uint16_t space, const struct addr *a, const struct addr *b);

/** Makes the engine with THREADS lanes; HOUSEKEEPING may be NULL. */
int session_engine(struct session *s, unsigned threads, void (*housekeeping)(void *ctx), void *ctx);

/**
 * Reads the rules of the settings: every fault is told, and the good rules are in force. EXIT_OK;
 * or EXIT_RULES where a file cannot be read, or has a fault and --strict was given.
 */
int session_load_rules(struct session *s);

/** With --profile-rules: what each rule cost, on stderr. */
void session_tell_costs(const struct session *s);

/**
 * The rules of SET, with what is kept of their datasets in STATE_DIR (or NULL), from the copies of
 * GROUND where it is not NULL; NULL with the faults in DIAG.
 */
struct ruleset *session_read_rules(const struct settings *set, const char *state_dir,
	const struct ground *ground, struct diag *diag);

/** Where what outlives the run is kept, or NULL where nothing is. */
const char *session_state_dir(const struct session *s);

/** Datasets that rules change and want kept go to the state directory. 0 or -errno, which was told.
 */
int session_save_datasets(const struct session *s);

/**
 * Live, with the setting `evidence`: keeps the packets of findings that READERS readers see.
 * EXIT_OK, or the exit code with the fault told.
 */
int session_open_evidence(struct session *s, unsigned readers);

/** Keeps what is in force now for the verdicts to come: at start, and again when it changes. */
void session_ground_evidence(struct session *s);

/** Behind session_close, with which the keeper ends. */
void session_close_evidence(struct session *s);

/** Frees what reloads replaced and nobody looks at any more; each time housekeeping is done. */
void session_free_retired(struct session *s);

/**
 * EXIT_OK unless others can read the secrets in FILE, which is refused live; a capture judged at a
 * desk is another matter.
 */
int session_keys_are_private(const struct session *s, const char *file);

/** Opens files anew and reads the policy again; on any fault of it the old one stays. */
void session_reload(struct session *s);

/** Live: takes the engine down after its run and keeps what it counted. */
void session_engine_end(struct session *s);

/** `run` event at the start. */
void session_tell_start(struct session *s);

/** What a reload changed, and what has faults, so that the old one stays. */
struct reloaded {
	bool policy, rules;
	bool policy_fault, rules_fault;
};
void session_tell_reload(struct session *s, const struct reloaded *what);

/** `run` event at the end of a live run: totals. */
void session_tell_end(struct session *s);

/** Everything that was counted so far, by this engine and those before it. */
void session_report(struct session *s, struct report *ret);

/** Lines that the EVE output did not take, since the start. */
uint64_t session_eve_lost(const struct session *s);

/** stats and capture events: now (live), or for the whole run. */
void session_tell_stats(struct session *s);

/** The sensor's health as a record for the sinks that show it. */
void session_tell_health(struct session *s);

/** `run` event at the end of a read: every input with its hash, and totals. */
void session_tell_inputs(struct session *s, struct intake *r);

/** Closes sinks and frees everything. EXIT_OK or EXIT_OUTPUT. */
int session_close(struct session *s);

/** Decoder options from the settings. */
struct decode_options session_decode_options(struct session *s);

/** Capture options from the settings and the command line. */
struct capture_options session_capture_options(const struct session *s);

#endif
