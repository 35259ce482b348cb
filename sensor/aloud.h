/*
 * aloud: the words by which MAC-Telnet says for which client a packet is: behind the session in a
 * client's packet, before it in a server's. Decoding, flows and the dissector part the two sides by
 * them.
 */
#ifndef SPANWATCH_ALOUD_H
#define SPANWATCH_ALOUD_H

#include <stdbool.h>
#include <stdint.h>

enum { ALOUD_CLIENT_TERMINAL = 0x0015, ALOUD_CLIENT_WINBOX = 0x0f90 };

static inline bool aloud_is_client_type(uint16_t word)
{
	return word == ALOUD_CLIENT_TERMINAL || word == ALOUD_CLIENT_WINBOX;
}

#endif
