/* finding_entries: the findings as they are declared, and how one is numbered. Constant. */
#include "config.h"

#include "rules/judge/finding.h"

#include "sensor/base/siphash.h"

#define CLASS_NAME_POLICY  "policy"
#define CLASS_NAME_POSTURE "posture"
#define CLASS_NAME_LOUD    "loud"

static const struct finding_entry entries[] = {
#define FINDING(id, slug, signature_id, cls, severity, title, attack, measures, text)              \
	{slug, CLASS_NAME_##cls, title, attack, measures, text, signature_id, severity},
#include "rules/findings.def"
#undef FINDING
};

static const uint8_t classes[] = {
#define FINDING(id, slug, signature_id, cls, ...) CLASS_##cls,
#include "rules/findings.def"
#undef FINDING
};

enum finding_class finding_class(enum finding f)
{
	return classes[f];
}

const struct finding_entry *finding_entry(enum finding f)
{
	return &entries[f];
}

const struct finding_entry *judge_findings(unsigned *ret_count)
{
	*ret_count = FINDING_COUNT;
	return entries;
}

void finding_id(const void *content, size_t len, char ret[static FINDING_ID])
{
	static const struct siphash_key fixed = {0x7370616e77617463ull, 0x6866696e64696e67ull};
	static const char digit[] = "0123456789abcdef";
	uint64_t hash = siphash(&fixed, content, len);

	for (int i = 0; i < 16; i++)
		ret[i] = digit[hash >> (60 - 4 * i) & 15];
	ret[16] = '\0';
}
