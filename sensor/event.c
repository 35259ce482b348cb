/* event: names of the vocabulary. Pure; any thread. */
#include "config.h"

#include "sensor/event.h"

static const struct {
	const char *name, *text;
	bool changes;
} verbs[] = {
#define VERB(id, name, changes, text) {name, text, changes},
#include "sensor/vocabulary.def"
};

static const struct {
	const char *name, *text;
} subjects[] = {
#define SUBJECT(id, name, text) {name, text},
#include "sensor/vocabulary.def"
};

static const char *const outcomes[] = {
#define OUTCOME(id, name) name,
#include "sensor/vocabulary.def"
};

static const char *const evidences[] = {
#define EVIDENCE(id, name) name,
#include "sensor/vocabulary.def"
};

static const char *const user_sources[] = {
#define USER_SOURCE(id, name) name,
#include "sensor/vocabulary.def"
};

static const char *const layers[] = {
#define LAYER(id, name) name,
#include "sensor/layers.def"
#undef LAYER
};

const char *verb_name(enum verb v)
{
	return verbs[v].name;
}

const char *verb_text(enum verb v)
{
	return verbs[v].text;
}

bool verb_changes(enum verb v)
{
	return verbs[v].changes;
}

const char *subject_name(enum subject s)
{
	return subjects[s].name;
}

const char *subject_text(enum subject s)
{
	return subjects[s].text;
}

const char *outcome_name(enum outcome o)
{
	return outcomes[o];
}

const char *evidence_name(enum evidence e)
{
	return evidences[e];
}

const char *user_source_name(enum user_source u)
{
	return user_sources[u];
}

const char *layer_name(enum layer layer)
{
	return layers[layer];
}

const char *certainty_name(enum certainty c)
{
	static const char *const names[] = {"low", "low", "medium", "high"};

	return names[c];
}
