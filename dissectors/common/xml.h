/*
 * xml: a pull tokenizer for the XML that management protocols carry (SOAP, NETCONF): names and
 * text, no tree, no document types, no entities but the five (XML 1.0 section 4.6) and characters
 * by number. Reads one piece of memory, forgives what is cut off. Pure; any thread.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_XML_H
#define SPANWATCH_DISSECTORS_COMMON_XML_H

#include "sensor/base/arena.h"

enum {
	XML_NAME_MAX = 256,      /* bytes of a name; longer ones are cut */
	XML_ATTRIBUTES_MAX = 32, /* attributes of an element that are looked at */
	XML_CONTENT_MAX = 1024,  /* bytes of text in pieces that are joined */
	XML_TAG_MAX = 8192       /* bytes of a tag; a longer one ends the document */
};

enum xml_kind {
	XML_END,   /* nothing is left, or nothing that can be read */
	XML_OPEN,  /* <name ...> or <name ... />; the latter is followed by its XML_CLOSE */
	XML_CLOSE, /* </name> */
	XML_TEXT   /* as it stands, entities in it; a CDATA section has none */
};

struct xml_token {
	enum xml_kind kind;
	struct span name;       /* without its prefix */
	struct span prefix;     /* empty where it has none */
	struct span attributes; /* all of them, for xml_attribute */
	struct span text;
	unsigned depth; /* of the element opened or closed, 1 for the outermost; of its parent for
			   text */
	bool cdata;
};

struct xml {
	struct span in;
	uint32_t at;
	unsigned depth;
	bool empty;   /* the element at hand closes itself: its XML_CLOSE is next */
	bool doctype; /* a document type was walked over: SOAP and NETCONF forbid it */
	bool cut;     /* ended inside of a tag */
	struct xml_token last;
};

struct xml xml_of(struct span text);

/** The next token into RET; its spans lie in the input. False at the end (XML_END). */
bool xml_next(struct xml *x, struct xml_token *ret);

/** Value of attribute NAME (without prefix) of an opened element, raw; empty where absent. */
struct span xml_attribute(const struct xml_token *open, const char *name);

/** TEXT with its entities replaced; in ARENA where there are any. Unknown ones stay as they are. */
struct span xml_decode(struct arena *arena, const struct xml_token *text);

/**
 * All text of the element that OPEN opened, until it closes, entities replaced, trimmed; elements
 * inside are walked over. Text in many pieces (between comments) is joined only so far.
 */
struct span xml_content(struct xml *x, const struct xml_token *open, struct arena *arena);

#endif
