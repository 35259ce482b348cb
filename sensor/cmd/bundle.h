/*
 * bundle: what makes packets of a finding judgeable again by anybody: ID.pcap, ID.json (what the
 * program says of those packets alone), the ground that was judged on (ground.h) and ID.bundle,
 * which ties them together: version of the program, the ground's name, and SHA-256 of packets,
 * events, policy, rules and inventory. `read --extract` and a running sensor make them, `replay`
 * judges them again. Any thread, one folder at a time.
 */
#ifndef SPANWATCH_CMD_BUNDLE_H
#define SPANWATCH_CMD_BUNDLE_H

#include "rules/judge.h"
#include "sensor/cmd/ground.h"

enum { BUNDLE_HEX = 65, BUNDLE_WORD = 64 };

/** What a finding was judged by. Of what there is none, the hash is empty. */
struct bundle_basis {
	char ground[GROUND_NAME];
	char policy[BUNDLE_HEX], rules[BUNDLE_HEX];
	char inventory[BUNDLE_HEX]; /* of what judgement remembered: the checksum of the file
				       `memory` */
};

struct bundle {
	struct bundle_basis basis;
	char version[BUNDLE_WORD];
	char packets[BUNDLE_HEX], events[BUNDLE_HEX];
};

struct session;

/**
 * What S judges by now: kept in FOLDER as a ground and told in RET, but for the inventory. On the
 * thread that reloads. 0 or -errno.
 */
int bundle_stand(const struct session *s, const char *folder, struct bundle_basis *ret);

/** The hashes alone. */
void bundle_hashes(const struct session *s, struct bundle_basis *ret);

/** The inventory of J, which is at rest. */
void bundle_inventory_of(const struct judge *j, char ret[static BUNDLE_HEX]);

/** The inventory as the state directory DIR (or NULL) has it. */
void bundle_inventory_in(const char *dir, char ret[static BUNDLE_HEX]);

/**
 * Judges PACKETS (a path) on G as `read` does by default, with the events in the file EVENTS. Says
 * nothing. EXIT_OK or the exit code.
 */
int bundle_judge(struct ground *g, const char *packets, const char *events);

/** Makes the bundle of FOLDER/ID.pcap on G, which B names. EXIT_OK or the exit code. */
int bundle_make(struct ground *g, const struct bundle_basis *b, const char *folder, const char *id);

/** Reads the file PATH (ID.bundle). False, with what is wrong in SAID. */
bool bundle_read(const char *path, struct bundle *ret, char said[static GROUND_SAID]);

#endif
