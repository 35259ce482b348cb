/*
 * web_files: the files of the pages: those of one flat directory, and the chart library of the
 * system. Called by the threads of the HTTP server.
 */
#ifndef SPANWATCH_SERVE_WEB_FILES_H
#define SPANWATCH_SERVE_WEB_FILES_H

#include "sensor/serve/serve.h"

enum { WEB_FILE_BYTES = 2 << 20 };

struct web_file {
	int fd;
	uint64_t size;
	const char *type;
};

/** Opens the file for PATH of a URL ("/" is index.html); the caller owns ret->fd. */
bool web_file_open(const struct serve *s, const char *path, struct web_file *ret);

/**
 * Finds the pages: DIR when given, else where they were installed, else beside the program. Sets
 * s->assets; 0, or -errno with a sentence in ERROR (256 bytes).
 */
int web_files_find(struct serve *s, const char *dir, char *error);

#endif
