/*
 * alien: see alien.h.
 */
#include "config.h"

#include "sensor/capture/alien.h"

struct alien {
	const char *magic;
	uint8_t len;
	const char *sentence;
};

#define CONVERT "convert it with: editcap -F pcap IN OUT"

static const struct alien aliens[] = {
	{"PK\x03\x04", 4, "is a zip archive: unpack it and name the captures in it"},
	{"\xfd"
	 "7zXZ\0",
		6, "is compressed with xz, which is not read: unpack it with xz -d"},
	{"BZh", 3, "is compressed with bzip2, which is not read: unpack it with bzip2 -d"},
	{"\x04\x22\x4d\x18", 4, "is compressed with lz4, which is not read: unpack it with lz4 -d"},
	{"7z\xbc\xaf", 4, "is a 7z archive: unpack it and name the captures in it"},
	{"snoop\0\0\0", 8, "is a snoop capture: " CONVERT},
	{"btsnoop\0", 8, "is a Bluetooth capture, which holds no network traffic"},
	{"GMBU", 4, "is a Network Monitor capture: " CONVERT},
	{"RTSS", 4, "is a Network Monitor capture: " CONVERT},
	{"TRSNIFF", 7, "is a Sniffer capture: " CONVERT},
	{"XCP\0", 4, "is a NetXray capture: " CONVERT},
	{"\x7f"
	 "ELF",
		4, "is a program, not a capture"},
	{"{", 1, "is JSON, not a capture; events are read by: spanwatch report"},
};

static bool is_text(struct span first)
{
	for (uint32_t i = 0; i < first.len; i++)
		if ((first.p[i] < ' ' || first.p[i] == 0x7f) &&
			(first.p[i] < '\t' || first.p[i] > '\r'))
			return false;
	return true;
}

const char *alien_sentence(struct span first)
{
	if (first.len == 0)
		return "is empty: nothing was captured, or the disk was full";
	for (size_t i = 0; i < sizeof(aliens) / sizeof(aliens[0]); i++)
		if (span_starts(first, span_of(aliens[i].magic, aliens[i].len)))
			return aliens[i].sentence;
	if (is_text(first))
		return "is text, not a capture: pcap and pcapng are read, also packed with gzip or "
		       "zstd";
	return "is no capture that is known here: pcap and pcapng are read, also packed with gzip "
	       "or "
	       "zstd";
}
