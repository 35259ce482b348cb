/* classify: see classify.h. */
#include "config.h"

#include "sensor/flow/classify.h"

bool classify_hinted(const struct dissector *d, uint16_t sport, uint16_t dport)
{
	for (const uint16_t *h = d->hints; h && *h; h++)
		if (*h == sport || *h == dport)
			return true;
	return false;
}

static void consider(const struct dissector *d, bool hinted, const struct probe_input *in,
	struct classification *ret)
{
	switch (d->probe(in)) {
	case PROBE_SURE:
		ret->sure = d;
		break;
	case PROBE_LIKELY:
		if (ret->likely || (d->needs_hint && !hinted))
			break;
		ret->likely = d;
		ret->likely_by_hint = hinted;
		break;
	case PROBE_MORE:
		ret->more |= !d->needs_hint || hinted;
		break;
	case PROBE_NO:
		break;
	}
}

void classify(const struct probe_input *in, struct classification *ret)
{
	*ret = (struct classification){0};
	for (int hinted = 1; hinted >= 0; hinted--) {
		for (const struct dissector *const *d = dissectors; *d && !ret->sure; d++) {
			if (!(*d)->probe || !(in->stream ? (*d)->stream : (*d)->datagram))
				continue;
			if (classify_hinted(*d, in->sport, in->dport) == hinted)
				consider(*d, hinted, in, ret);
		}
	}
}
