/*
 * parse_calls: who reads which keyword, by the file that does it. Loading thread only; each
 * returns false with the fault told.
 */
#ifndef SPANWATCH_RULES_RULE_PARSE_CALLS_H
#define SPANWATCH_RULES_RULE_PARSE_CALLS_H

#include "rules/rule/parse.h"

#define KEYWORD_READER(name) bool name(struct parsing *p, const struct option *o);
/* parse_meta.c */
KEYWORD_READER(read_msg)
KEYWORD_READER(read_id)
KEYWORD_READER(read_classtype)
KEYWORD_READER(read_priority)
KEYWORD_READER(read_reference)
KEYWORD_READER(read_metadata)
KEYWORD_READER(read_target)
KEYWORD_READER(read_requires)
KEYWORD_READER(read_noalert)
KEYWORD_READER(read_ignored)
KEYWORD_READER(read_refused)
/* parse_content.c */
KEYWORD_READER(read_content)
KEYWORD_READER(read_modifier)
KEYWORD_READER(read_distance)
KEYWORD_READER(read_fast_pattern)
KEYWORD_READER(read_legacy)
KEYWORD_READER(read_pcre)
KEYWORD_READER(read_bsize)
KEYWORD_READER(read_absent)
KEYWORD_READER(read_payload)
KEYWORD_READER(read_transform)
KEYWORD_READER(read_buffer_value)
/* parse_bytes.c */
KEYWORD_READER(read_byte_test)
KEYWORD_READER(read_byte_jump)
KEYWORD_READER(read_byte_extract)
KEYWORD_READER(read_byte_math)
KEYWORD_READER(read_isdataat)
/* parse_packet.c */
KEYWORD_READER(read_check)
KEYWORD_READER(read_flags)
KEYWORD_READER(read_fragbits)
KEYWORD_READER(read_ipopts)
KEYWORD_READER(read_sameip)
KEYWORD_READER(read_stream_size)
KEYWORD_READER(read_app_proto)
KEYWORD_READER(read_ssl_version)
KEYWORD_READER(read_event)
KEYWORD_READER(read_window)
/* parse_lists.c */
KEYWORD_READER(read_file_ending)
KEYWORD_READER(read_file_hash)
KEYWORD_READER(read_dataset)
KEYWORD_READER(read_datarep)
KEYWORD_READER(read_iprep)
KEYWORD_READER(read_geoip)
/* parse_values.c */
KEYWORD_READER(read_value)
KEYWORD_READER(read_validity)
KEYWORD_READER(read_expiry)
KEYWORD_READER(read_chosen_sa)
KEYWORD_READER(read_ftp_bounce)
KEYWORD_READER(read_ftp_command)
KEYWORD_READER(read_ssh_version)
/* parse_flow.c */
KEYWORD_READER(read_flow)
KEYWORD_READER(read_flowbits)
KEYWORD_READER(read_xbits)
KEYWORD_READER(read_threshold)
KEYWORD_READER(read_detection_filter)
#undef KEYWORD_READER

#endif
