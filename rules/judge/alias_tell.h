/* alias_tell: what events and findings say of further addresses of elements. Collector's thread. */
#ifndef SPANWATCH_RULES_JUDGE_ALIAS_TELL_H
#define SPANWATCH_RULES_JUDGE_ALIAS_TELL_H

#include "rules/judge/party.h"
#include "sensor/base/json.h"

/** By whose word the address of P is its element's, as KEY; nothing for others. */
void alias_write(struct json *j, const char *key, const struct judge *judge, const struct party *p);

#endif
