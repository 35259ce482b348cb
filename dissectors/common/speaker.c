/* speaker: see speaker.h. */
#include "config.h"

#include "dissectors/common/speaker.h"

void speaker_tell(struct dissect *d, struct speaker_state *state, struct span name)
{
	struct span protocol = span_str(d->self->name);

	if (state->told[d->from])
		return;
	state->told[d->from] = true;
	struct identity i = {
		.of = d->from, .evidence = protocol, .name = name, .is_equipment = true};
	identity_emit(d, &i);
	hint_emit(d, "routing.speaker", protocol, d->from);
}

void speaker_is_weak(struct dissect *d, const char *why)
{
	hint_emit(d, "routing.weak_auth", span_str(why), d->from);
}
