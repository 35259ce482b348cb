/*
 * telnet_fields: the fields of a line of a session, with which the schema of every protocol begins
 * that carries one. Included by telnet_tell.c and rlogin.c.
 */
#ifndef SPANWATCH_DISSECTORS_TELNET_FIELDS_H
#define SPANWATCH_DISSECTORS_TELNET_FIELDS_H

#include "sensor/dissector.h"

enum telnet_field {
	TELNET_F_LINE,
	TELNET_F_SECRET,
	TELNET_F_DIRECTION,
	TELNET_F_PROMPT,
	TELNET_F_VENDOR,
	TELNET_F_MODE,
	TELNET_F_USER,
	TELNET_F_OUTPUT,
	TELNET_F_COUNT
};

#define TELNET_FIELDS                                                                              \
	[TELNET_F_LINE] = {"line", FIELD_TEXT, FIELD_CLI,                                          \
		"One line as finally entered or shown, editing applied; up to a hole in it"},      \
	[TELNET_F_SECRET] = {"line", FIELD_TEXT, FIELD_SECRET,                                     \
		"The same, where the whole line is a secret"},                                     \
	[TELNET_F_DIRECTION] = {"direction", FIELD_TEXT, 0, "to_server or to_client"},             \
	[TELNET_F_PROMPT] = {"prompt", FIELD_TEXT, 0, "The prompt that the line answers"},         \
	[TELNET_F_VENDOR] = {"vendor", FIELD_TEXT, 0,                                              \
		"Vendor that prompts and banners give away"},                                      \
	[TELNET_F_MODE] = {"mode", FIELD_TEXT, 0,                                                  \
		"login, password, question, operational, privileged or config"},                   \
	[TELNET_F_USER] = {"user", FIELD_TEXT, 0, "User who logged in"},                           \
	[TELNET_F_OUTPUT] = {"output_lines", FIELD_UINT, 0,                                        \
		"Lines of output since the line before, which are not shown"}

#endif
