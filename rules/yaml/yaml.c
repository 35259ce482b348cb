/* yaml: see yaml.h. This file turns libyaml's events into nodes; yaml_walk.c reads them. */
#include "config.h"

#include "rules/names.h"
#include "rules/yaml/yaml.h"
#include "sensor/base/digest.h"

#include <stdlib.h>
#include <yaml.h>

enum { CHUNK_BYTES = 64 * 1024 };

struct chunk {
	struct chunk *next;
	size_t used, size;
	max_align_t bytes[];
};

struct yaml {
	struct chunk *chunks;
	struct yaml_node *root;
	uint32_t nodes;
	char sha256[65];
};

/* A list or mapping that is still open. */
struct open_node {
	struct yaml_node *node;
	struct yaml_node *last; /* item or key that hangs in it */
	struct yaml_node *key;  /* waits for its value; hangs nowhere when it was refused */
	uint32_t number;        /* of the node: the scope of its keys */
};

struct builder {
	yaml_parser_t parser;
	struct yaml *y;
	struct yaml_reader *r;
	struct names keys; /* of all mappings; scope: number of the mapping's node */
	struct open_node open[YAML_DEPTH];
	unsigned depth, documents;
	bool stop; /* told why */
};

static void *take(struct yaml *y, size_t size)
{
	size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
	if (!y->chunks || y->chunks->size - y->chunks->used < size) {
		size_t room = size > CHUNK_BYTES ? size : CHUNK_BYTES;
		struct chunk *c = calloc(1, sizeof(*c) + room);
		if (!c)
			return NULL;
		c->size = room;
		c->next = y->chunks;
		y->chunks = c;
	}
	void *p = (uint8_t *)y->chunks->bytes + y->chunks->used;
	y->chunks->used += size;
	return p;
}

char *yaml_keep(struct yaml *y, struct span s)
{
	char *copy = take(y, (size_t)s.len + 1);

	if (copy && s.len)
		memcpy(copy, s.p, s.len);
	return copy;
}

static void halt(struct builder *b, const yaml_mark_t *at, const char *why)
{
	struct yaml_node here = {
		.line = (uint32_t)at->line + 1, .column = (uint32_t)at->column + 1};

	yaml_fault(b->r, &here, "%s", why);
	b->stop = true;
}

static struct yaml_node *node_at(struct builder *b, const yaml_mark_t *at, enum yaml_kind kind)
{
	if (b->y->nodes == YAML_NODES) {
		halt(b, at, "too many values in one file");
		return NULL;
	}
	struct yaml_node *n = take(b->y, sizeof(*n));
	if (!n) {
		halt(b, at, "out of memory");
		return NULL;
	}
	b->y->nodes++;
	n->kind = kind;
	n->line = (uint32_t)at->line + 1;
	n->column = (uint32_t)at->column + 1;
	return n;
}

static bool is_control(uint8_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}

/* Words that other readers of YAML take for "no value", and words that would spoil a terminal. */
static void refuse_odd_word(struct builder *b, struct yaml_node *n)
{
	static const struct span nulls[] = {SPAN_LIT(""), SPAN_LIT("~"), SPAN_LIT("null")};

	for (uint32_t i = 0; !n->quoted && i < 3; i++) {
		if (span_eq_nocase(n->text, nulls[i])) {
			yaml_fault(
				b->r, n, "there is no value here; write one, or leave the key out");
			n->kind = YAML_BAD;
			return;
		}
	}
	for (uint32_t i = 0; i < n->text.len; i++) {
		if (is_control(n->text.p[i])) {
			yaml_fault(b->r, n, "a control character stands in this value");
			n->kind = YAML_BAD;
			return;
		}
	}
}

static struct yaml_node *word(struct builder *b, const yaml_event_t *event)
{
	struct yaml_node *n = node_at(b, &event->start_mark, YAML_WORD);
	size_t len = event->data.scalar.length;

	if (!n)
		return NULL;
	char *copy = yaml_keep(b->y, span_of(event->data.scalar.value, (uint32_t)len));
	if (!copy) {
		halt(b, &event->start_mark, "out of memory");
		return NULL;
	}
	/* A block of text ends in a newline that nobody means. */
	if (len && copy[len - 1] == '\n')
		copy[--len] = '\0';
	n->text = span_of(copy, (uint32_t)len);
	n->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	refuse_odd_word(b, n);
	return n;
}

static void hang(struct open_node *top, struct yaml_node *n)
{
	if (top->last)
		top->last->next = n;
	else
		top->node->child = n;
	top->last = n;
	top->node->count++;
}

/* A refused key is not hung into the mapping, so that its value is read and forgotten. */
static void add_key(struct builder *b, struct open_node *top, struct yaml_node *n)
{
	uint32_t first_line = 0;

	top->key = n;
	if (n->kind == YAML_BAD)
		return;
	if (n->kind != YAML_WORD) {
		yaml_fault(b->r, n, "a key must be a word");
		b->stop = true;
		return;
	}
	if (!n->quoted && span_eq(n->text, SPAN_LIT("<<"))) {
		yaml_fault(b->r, n, "merge keys (<<) are not taken here: write the values out");
		return;
	}
	enum names_add added = names_add(&b->keys, top->number, n->text, n->line);
	if (added == NAMES_ADDED) {
		hang(top, n);
		return;
	}
	names_find(&b->keys, top->number, n->text, &first_line);
	yaml_fault(b->r, n, "duplicate key %s: it stands in line %u already",
		b->r->diag->secret ? "(not shown)" : (const char *)n->text.p, first_line);
}

/* A whole word, or a list or mapping at its beginning, takes its place in the tree. */
static void add(struct builder *b, struct yaml_node *n)
{
	if (!n)
		return;
	if (b->depth == 0) {
		b->y->root = n;
		return;
	}
	struct open_node *top = &b->open[b->depth - 1];
	if (top->node->kind == YAML_LIST) {
		hang(top, n);
	} else if (!top->key) {
		add_key(b, top, n);
	} else {
		top->key->value = n;
		top->key = NULL;
	}
}

static void descend(struct builder *b, const yaml_mark_t *at, enum yaml_kind kind)
{
	if (b->depth == YAML_DEPTH) {
		halt(b, at, "nested too deeply: 8 levels are taken");
		return;
	}
	struct yaml_node *n = node_at(b, at, kind);
	if (!n)
		return;
	add(b, n);
	b->open[b->depth++] = (struct open_node){.node = n, .number = b->y->nodes};
}

static void refuse_alias(struct builder *b, const yaml_event_t *event)
{
	struct yaml_node *n = node_at(b, &event->start_mark, YAML_BAD);

	if (!n)
		return;
	yaml_fault(b->r, n,
		"*%s would be an alias, and aliases are not taken here: put a value that "
		"begins with * in quotes",
		b->r->diag->secret ? "..." : (const char *)event->data.alias.anchor);
	add(b, n);
}

static void refuse_extras(
	struct builder *b, const yaml_mark_t *at, const void *anchor, const void *tag)
{
	struct yaml_node here = {
		.line = (uint32_t)at->line + 1, .column = (uint32_t)at->column + 1};
	bool secret = b->r->diag->secret;

	if (anchor)
		yaml_fault(b->r, &here, "&%s is an anchor, and anchors are not taken here",
			secret ? "..." : (const char *)anchor);
	if (tag)
		yaml_fault(b->r, &here, "a tag (%s) is not taken here",
			secret ? "!..." : (const char *)tag);
}

static void handle(struct builder *b, const yaml_event_t *e)
{
	const yaml_mark_t *at = &e->start_mark;

	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (b->documents++)
			halt(b, at, "a second document begins here: one file holds one");
		break;
	case YAML_ALIAS_EVENT:
		refuse_alias(b, e);
		break;
	case YAML_SCALAR_EVENT:
		refuse_extras(b, at, e->data.scalar.anchor, e->data.scalar.tag);
		add(b, word(b, e));
		break;
	case YAML_SEQUENCE_START_EVENT:
		refuse_extras(b, at, e->data.sequence_start.anchor, e->data.sequence_start.tag);
		descend(b, at, YAML_LIST);
		break;
	case YAML_MAPPING_START_EVENT:
		refuse_extras(b, at, e->data.mapping_start.anchor, e->data.mapping_start.tag);
		descend(b, at, YAML_MAP);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		b->depth--;
		break;
	default:
		break;
	}
}

/* Words that begin with a sign of YAML are the usual mistake: say what to do. */
static const char *advice(const char *problem)
{
	if (strstr(problem, "cannot start any token"))
		return "; put a value that begins with @, %, ` or a tab in quotes";
	if (strstr(problem, "alphabetic or numeric"))
		return "; put a value that begins with * or & in quotes";
	return "";
}

/* libyaml counts bytes where the encoding is broken; people want line and column. */
static void fail_syntax(struct builder *b, struct span text)
{
	const yaml_parser_t *p = &b->parser;
	const char *problem = p->problem ? p->problem : "broken";
	struct yaml_node here = {.line = 1, .column = 1};

	if (p->error == YAML_MEMORY_ERROR) {
		problem = "out of memory";
	} else if (p->error == YAML_READER_ERROR) {
		for (uint32_t i = 0; i < text.len && i < p->problem_offset; i++) {
			here.column = text.p[i] == '\n' ? 1 : here.column + 1;
			here.line += text.p[i] == '\n';
		}
	} else {
		here.line = (uint32_t)p->problem_mark.line + 1;
		here.column = (uint32_t)p->problem_mark.column + 1;
	}
	yaml_fault(b->r, &here, "not YAML: %s%s%s%s", p->context ? p->context : "",
		p->context ? ", " : "", problem, advice(problem));
	b->stop = true;
}

static void build(struct builder *b, struct span text)
{
	bool end = false;

	if (span_starts(
		    text, SPAN_LIT("\xef\xbb\xbf"))) /* the mark that some editors write first */
		text = span_sub(text, 3, UINT32_MAX);
	yaml_parser_set_encoding(&b->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&b->parser, text.p, text.len);
	while (!b->stop && !end) {
		yaml_event_t event;
		if (!yaml_parser_parse(&b->parser, &event)) {
			fail_syntax(b, text);
			return;
		}
		end = event.type == YAML_STREAM_END_EVENT;
		handle(b, &event);
		yaml_event_delete(&event);
	}
}

static void digest(struct yaml *y, struct span text)
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, text.len, text.p);
	digest_sha256_hex(&ctx, y->sha256);
}

struct yaml *yaml_parse(const char *file, struct span text, struct diag *diag)
{
	struct yaml_reader reader = {.file = file, .diag = diag};
	struct builder b = {.r = &reader};

	if (text.len > YAML_BYTES) {
		diag_error(diag, file, 0, 0, "larger than 1 MiB");
		return NULL;
	}
	b.y = calloc(1, sizeof(*b.y));
	if (!b.y || !yaml_parser_initialize(&b.parser)) {
		diag_error(diag, file, 0, 0, "out of memory");
		free(b.y);
		return NULL;
	}
	digest(b.y, text);
	build(&b, text.len ? text : SPAN_LIT(" "));
	yaml_parser_delete(&b.parser);
	names_free(&b.keys);
	if (!b.stop)
		return b.y;
	yaml_close(b.y);
	return NULL;
}

void yaml_close(struct yaml *y)
{
	if (!y)
		return;
	while (y->chunks) {
		struct chunk *next = y->chunks->next;
		free(y->chunks);
		y->chunks = next;
	}
	free(y);
}

const struct yaml_node *yaml_root(const struct yaml *y)
{
	return y->root;
}

const char *yaml_sha256(const struct yaml *y)
{
	return y->sha256;
}
