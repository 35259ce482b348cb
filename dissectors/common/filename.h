/*
 * filename: what a file is, judged by its name alone. Used by the dissectors of protocols that
 * move files, on a worker's thread; holds no state.
 */
#ifndef SPANWATCH_DISSECTORS_COMMON_FILENAME_H
#define SPANWATCH_DISSECTORS_COMMON_FILENAME_H

#include "sensor/event.h"

/**
 * SUBJECT_IMAGE for software, SUBJECT_CERTIFICATE for keys and certificates, SUBJECT_FILE for
 * captures, logs, measurements and dumps, else SUBJECT_CONFIG: what an element moves without saying
 * so in the name is most often its configuration. Directories before the name do not count.
 */
enum subject filename_subject(struct span name);

/** The verb of a file that enters an element under this name: VERB_IMAGE or VERB_IMPORT. */
enum verb filename_verb_in(struct span name);

#endif
