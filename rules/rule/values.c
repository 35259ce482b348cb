/* values: see values.h. */
#include "config.h"

#include "rules/rule/values.h"

#include "sensor/base/calendar.h"

static const struct value_form forms[] = {
#define VALUE(id, name, field, words, form, text) {field, WORDS_##words},
#include "rules/rule/values.def"
#undef VALUE
};

static const struct {
	enum words set;
	uint16_t number;
	const char *name;
} words[] = {
#define WORD(set, number, name) {WORDS_##set, number, name},
#include "rules/rule/words.def"
#undef WORD
};

const struct value_form *value_form(unsigned id)
{
	return &forms[id];
}

bool word_number(enum words set, struct span name, uint64_t *ret)
{
	if (set == WORDS_TIME)
		return time_read(name, ret);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (words[i].set != set || !span_eq_nocase(name, span_str(words[i].name)))
			continue;
		*ret = words[i].number;
		return true;
	}
	return span_decimal(name, UINT32_MAX, ret);
}

/* --- times --- */

bool time_read(struct span text, uint64_t *ret)
{
	static const char between[] = "--T::";
	uint64_t part[6] = {1970, 1, 1, 0, 0, 0};
	uint32_t at = 4;

	if (!span_decimal(span_sub(text, 0, 4), 9999, &part[0]))
		return false;
	for (int i = 0; i < 5 && at < text.len; i++, at += 3) {
		bool blank = between[i] == 'T' && text.p[at] == ' ';
		if ((text.p[at] != (uint8_t)between[i] && !blank) || text.len < at + 3 ||
			!span_decimal(span_sub(text, at + 1, 2), 60, &part[i + 1]))
			return false;
	}
	if (at < text.len || !part[1] || part[1] > 12 || !part[2] || part[2] > 31)
		return false;
	int64_t days = calendar_days((int64_t)part[0], (int64_t)part[1], (int64_t)part[2]);
	*ret = days < 0 ? 0 : (uint64_t)days * 86400 + part[3] * 3600 + part[4] * 60 + part[5];
	return true;
}
