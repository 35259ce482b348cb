/*
 * parse_lists: lists that rules name: datasets, reputations, hashes of files, countries. Loading
 * thread only.
 */
#include "config.h"

#include "rules/rule/parse_calls.h"
#include "rules/rule/reputation.h"

enum { NAME_MAX_LEN = 64 };

/* --- datasets --------------------------------------------------------------------------------- */

/* What the words of a dataset say. */
struct dataset_words {
	struct span name, load, save;
	bool has_type, is_state;
	enum dataset_type type;
	uint64_t memcap;
};

static bool type_read(struct span word, enum dataset_type *ret)
{
	static const enum dataset_type types[] = {
		DATASET_STRING, DATASET_MD5, DATASET_SHA256, DATASET_IPV4, DATASET_IP};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (!span_eq(word, span_str(dataset_type_name(types[i]))))
			continue;
		*ret = types[i];
		return true;
	}
	return false;
}

/* "64mb", "100kb", "4096" */
static bool size_read(struct span word, uint64_t *ret)
{
	static const struct {
		const char *unit;
		uint64_t bytes;
	} units[] = {{"kb", 1024}, {"mb", 1024 * 1024}, {"gb", 1024 * 1024 * 1024}};
	uint64_t factor = 1;

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (!span_ends_nocase(word, span_str(units[i].unit)))
			continue;
		factor = units[i].bytes;
		word.len -= 2;
		break;
	}
	if (!parse_u64(word, VALUESET_BYTES_MAX / factor, ret))
		return false;
	*ret *= factor;
	return *ret > 0;
}

/* A file of the state directory: a plain name, so that no rule writes anywhere else. */
static bool state_name(struct parsing *p, const struct option *o, struct span file)
{
	bool plain = file.len && file.len <= NAME_MAX_LEN && file.p[0] != '.' &&
		     span_index(file, '/') < 0;

	return plain || parse_fault(p, o->value_at,
				"'%.*s' is a file of the state directory: write a name of at most "
				"64 letters without '/'",
				(int)file.len, (const char *)file.p);
}

/* One "word value" of a dataset. */
static bool dataset_word(
	struct parsing *p, const struct option *o, struct span word, struct dataset_words *w)
{
	struct span kind, value = word;
	uint64_t ignored;

	if (!parse_word(&value, " \t", &kind))
		return parse_wrong(p, o);
	value = span_trim(value);
	if (span_eq(kind, SPAN_LIT("type"))) {
		w->has_type = true;
		return type_read(value, &w->type) ||
		       parse_fault(p, o->value_at,
			       "a dataset has no type '%.*s'; string, md5, sha256, ipv4 and ip are "
			       "known",
			       (int)value.len, (const char *)value.p);
	}
	if (span_eq(kind, SPAN_LIT("load")))
		return (w->load = value).len || parse_wrong(p, o);
	w->is_state |= span_eq(kind, SPAN_LIT("state"));
	if (span_eq(kind, SPAN_LIT("save")) || span_eq(kind, SPAN_LIT("state")))
		return state_name(p, o, w->save = value);
	if (span_eq(kind, SPAN_LIT("memcap")))
		return size_read(value, &w->memcap) || parse_wrong(p, o);
	if (span_eq(kind, SPAN_LIT("hashsize"))) /* tables grow by themselves */
		return parse_u64(value, UINT32_MAX, &ignored) || parse_wrong(p, o);
	return parse_fault(p, o->value_at, "dataset has no word '%.*s'; write %s", (int)kind.len,
		(const char *)kind.p, p->keyword->form);
}

static struct dataset *dataset_find(const struct ruleset *s, struct span name)
{
	for (uint32_t i = 0; i < s->dataset_count; i++)
		if (span_eq(span_str(s->datasets[i]->name), name))
			return s->datasets[i];
	return NULL;
}

static struct dataset *dataset_new(
	struct parsing *p, struct span name, enum dataset_type type, uint64_t memcap)
{
	struct ruleset *s = p->build->set;

	if (s->dataset_count == DATASETS_MAX) {
		parse_fault(p, p->option->at, "a rule set has at most %d lists", DATASETS_MAX);
		return NULL;
	}
	struct dataset *d = pool_take(p->pool, sizeof(*d));
	if (!d)
		return NULL;
	d->number = s->dataset_count;
	d->name = pool_text(p->pool, name);
	d->type = type;
	valueset_init(&d->values, memcap ? (uint32_t)memcap : VALUESET_BYTES);
	s->datasets[s->dataset_count++] = d;
	return d;
}

/* What stood in the state directory when the program was here last. */
static bool state_read(struct parsing *p, struct dataset *d)
{
	const char *dir = p->build->options ? p->build->options->state_dir : NULL;
	size_t room = dir ? strlen(dir) + strlen(d->save) + 2 : 0;
	char *path = room ? pool_take(p->pool, room) : NULL;

	if (!path)
		return true;
	memcpy(path, dir, strlen(dir));
	path[strlen(dir)] = '/';
	memcpy(path + strlen(dir) + 1, d->save, strlen(d->save));
	return dataset_read(p, d, path, true);
}

/* The dataset of W: made when it is named first, the same one later. NULL with the fault told. */
static struct dataset *dataset_of(
	struct parsing *p, const struct option *o, const struct dataset_words *w)
{
	struct dataset *d = dataset_find(p->build->set, w->name);

	if (d && w->has_type && d->type != w->type) {
		parse_fault(p, o->value_at, "%s is a dataset of type %s", d->name,
			dataset_type_name(d->type));
		return NULL;
	}
	if (!d && !w->has_type) {
		parse_fault(p, o->value_at,
			"the type of '%.*s' is missing; write type string, md5, sha256, ipv4 or ip",
			(int)w->name.len, (const char *)w->name.p);
		return NULL;
	}
	if (!d && !(d = dataset_new(p, w->name, w->type, w->memcap)))
		return NULL;
	if (w->load.len && !d->from && !dataset_read(p, d, dataset_path(p, w->load), false))
		return NULL;
	if (w->save.len && !d->save) {
		d->save = pool_text(p->pool, w->save);
		if (w->is_state && !state_read(p, d))
			return NULL;
	}
	return d;
}

static struct rule_item *dataset_item(struct parsing *p, struct dataset *d, enum dataset_op op)
{
	struct rule_item *item = d ? parse_item(p, ITEM_DATASET) : NULL;

	if (!item)
		return NULL;
	item->set = d;
	item->set_op = (uint8_t)op;
	return item;
}

static bool has_buffer(struct parsing *p, const struct option *o)
{
	return p->buffer >= 0 ||
	       parse_fault(p, o->at, "%s: there is no sticky buffer before it; write dns.query; %s",
		       p->keyword->name, p->keyword->form);
}

static bool name_read(
	struct parsing *p, const struct option *o, struct span *rest, struct span *ret)
{
	return (parse_word(rest, ",", ret) && ret->len && ret->len <= NAME_MAX_LEN) ||
	       parse_wrong(p, o);
}

bool read_dataset(struct parsing *p, const struct option *o)
{
	static const char *const ops[] = {"isset", "isnotset", "set", "unset"};
	struct span rest = o->value, word;
	struct dataset_words w = {0};
	size_t op = 0;

	if (!parse_word(&rest, ",", &word))
		return parse_wrong(p, o);
	while (op < 4 && !span_eq(word, span_str(ops[op])))
		op++;
	if (op == 4 || !name_read(p, o, &rest, &w.name))
		return op == 4 && parse_wrong(p, o);
	while (parse_word(&rest, ",", &word))
		if (!dataset_word(p, o, word, &w))
			return false;
	if (!has_buffer(p, o))
		return false;
	struct dataset *d = dataset_of(p, o, &w);
	if (!dataset_item(p, d, (enum dataset_op)op))
		return false;
	d->changes |= op >= DATASET_SET || d->save;
	return true;
}

bool read_datarep(struct parsing *p, const struct option *o)
{
	struct span rest = o->value, op, number, word;
	struct dataset_words w = {0};
	struct rule_number n;
	char text[32];

	if (!name_read(p, o, &rest, &w.name))
		return false;
	if (!parse_word(&rest, ",", &op) || !parse_word(&rest, ",", &number) ||
		op.len + number.len >= sizeof(text))
		return parse_wrong(p, o);
	memcpy(text, op.p, op.len);
	if (span_eq(op, SPAN_LIT("=="))) /* one sign says the same */
		op.len = 1;
	memcpy(text + op.len, number.p, number.len);
	if (!parse_number(span_of(text, op.len + number.len), 65535, &n))
		return parse_wrong(p, o);
	while (parse_word(&rest, ",", &word))
		if (!dataset_word(p, o, word, &w))
			return false;
	if (w.save.len)
		return parse_fault(p, o->value_at, "datarep writes nothing; write load");
	if (!has_buffer(p, o))
		return false;
	struct rule_item *item = dataset_item(p, dataset_of(p, o, &w), DATASET_REP);
	if (item)
		item->size = n;
	return item != NULL;
}

/* --- files ------------------------------------------------------------------------------------ */

/* The name ends in a dot and the word. */
bool read_file_ending(struct parsing *p, const struct option *o)
{
	bool negated;
	struct span text = parse_quoted(o->value, &negated);
	uint8_t *bytes = pool_take(p->pool, (size_t)text.len + 2);
	int before = p->buffer;

	if (!text.len || text.len > RULE_PATTERN_MAX || !bytes)
		return parse_wrong(p, o);
	bytes[0] = '.';
	memcpy(bytes + 1, text.p, text.len);
	if (!parse_buffer_open(p, BUFFER_FILE_NAME))
		return false;
	struct rule_item *item = parse_item(p, ITEM_CONTENT);
	p->buffer = before;
	if (!item)
		return false;
	item->bytes = bytes;
	item->len = text.len + 1;
	item->flags = ITEM_NOCASE | ITEM_ENDS | (negated ? ITEM_NEGATED : 0);
	return true;
}

bool read_file_hash(struct parsing *p, const struct option *o)
{
	bool negated;
	struct span file = parse_quoted(o->value, &negated);

	if (!file.len)
		return parse_wrong(p, o);
	const char *path = dataset_path(p, file);
	struct dataset *d = dataset_find(p->build->set, span_str(path));
	if (!d &&
		(d = dataset_new(p, span_str(path), (enum dataset_type)p->keyword->argument, 0)) &&
		!dataset_read(p, d, path, false))
		return false;
	struct rule_check *c = d ? parse_check(p, CHECK_FILE_HASH) : NULL;
	if (!c)
		return false;
	if (d->type != (enum dataset_type)p->keyword->argument)
		return parse_fault(
			p, o->value_at, "%s is a list of %s", path, dataset_type_name(d->type));
	c->set = d;
	c->negated = negated;
	return true;
}

/* --- addresses -------------------------------------------------------------------------------- */

/* "src", "dst", "both", "any" as SIDES_*: source is the client's side of the words. */
static bool sides_read(struct span word, uint8_t *ret)
{
	static const struct {
		const char *word;
		uint8_t sides;
	} words[] = {{"src", SIDES_CLIENT}, {"dst", SIDES_SERVER}, {"both", SIDES_BOTH},
		{"any", SIDES_EITHER}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!span_eq_nocase(word, span_str(words[i].word)))
			continue;
		*ret = words[i].sides;
		return true;
	}
	return false;
}

/* "src,category,>,30" or "src,category,isset" */
bool read_iprep(struct parsing *p, const struct option *o)
{
	struct span rest = o->value, side, category, op, number = span_of(NULL, 0);
	const struct reputation *known = p->build->set->reputation;
	char text[16];

	if (!known)
		return parse_fault(p, o->at,
			"iprep: no categories are known; set iprep.categories and iprep.files");
	struct rule_check *c = parse_check(p, CHECK_IPREP);
	if (!c)
		return false;
	if (!parse_word(&rest, ",", &side) || !parse_word(&rest, ",", &category) ||
		!parse_word(&rest, ",", &op) || !sides_read(side, &c->sides))
		return parse_wrong(p, o);
	int found = reputation_category(known, category);
	if (found < 0)
		return parse_fault(p, o->value_at,
			"'%.*s' is no category of the file that iprep.categories names",
			(int)category.len, (const char *)category.p);
	c->field = (uint16_t)found;
	c->negated = span_eq(op, SPAN_LIT("isnotset"));
	if (c->negated || span_eq(op, SPAN_LIT("isset"))) {
		c->number = (struct rule_number){.op = OP_GT, .a = 0};
		return true;
	}
	if (!parse_word(&rest, ",", &number) || op.len + number.len >= sizeof(text))
		return parse_wrong(p, o);
	memcpy(text, op.p, op.len);
	memcpy(text + op.len, number.p, number.len);
	return parse_number(span_of(text, op.len + number.len), REPUTATION_MOST, &c->number) ||
	       parse_wrong(p, o);
}

/* "src,DE,FR": the codes stay as text, in capitals, "DE,FR," */
bool read_geoip(struct parsing *p, const struct option *o)
{
	struct span rest = o->value, word;
	struct rule_check *c;
	uint8_t sides = SIDES_EITHER;
	char *codes = pool_take(p->pool, (size_t)o->value.len + 4);
	uint32_t len = 0;
	int negated = -1;

	if (!p->build->options || !p->build->options->has_geo)
		return parse_fault(p, o->at,
			"geoip: no database of countries is configured; set geo: [FILE.mmdb]");
	if (!(c = parse_check(p, CHECK_GEOIP)) || !codes)
		return false;
	for (bool first = true; parse_word(&rest, ",", &word); first = false) {
		if (first && sides_read(word, &sides))
			continue;
		bool not = word.len && word.p[0] == '!';
		word = span_trim(span_sub(word, not, UINT32_MAX));
		if (word.len != 2 || (negated >= 0 && negated != not ))
			return parse_fault(p, o->value_at,
				"countries are codes of two letters, all with '!' or none; write "
				"%s",
				p->keyword->form);
		negated = not ;
		codes[len++] = (char)(word.p[0] & 0xdf);
		codes[len++] = (char)(word.p[1] & 0xdf);
		codes[len++] = ',';
	}
	c->sides = sides;
	c->negated = negated == 1;
	c->text = codes;
	return len > 0 || parse_wrong(p, o);
}
