/* progress: see progress.h. */
#include "config.h"

#include "sensor/sink/progress.h"

#include "sensor/sink/quantity.h"

#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 2000, REDRAW_MS = 100, BAR_MAX = 30 };

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static unsigned terminal_width(int fd)
{
	struct winsize size;

	return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20 ? size.ws_col : 80;
}

void progress_start(struct progress *p, FILE *out, bool quiet)
{
	*p = (struct progress){.out = out, .start_ms = now_ms()};
	p->enabled = !quiet && isatty(fileno(out));
}

/* "[######......]" of CELLS cells into RET. */
static void bar(char *ret, unsigned cells, unsigned percent)
{
	ret[0] = '[';
	for (unsigned i = 0; i < cells; i++)
		ret[1 + i] = i < cells * percent / 100 ? '#' : '.';
	memcpy(ret + 1 + cells, "] ", 3);
}

void progress_text(char ret[static 256], unsigned width, const struct progress_numbers *n)
{
	char done[16], total[16], rate[16], left[32] = "", drawn[BAR_MAX + 4] = "", head[32] = "";
	double seconds = n->elapsed_ms > 0 ? (double)n->elapsed_ms / 1000 : 0.001;
	bool known = n->total > 0;
	double share = known ? (double)n->done / (double)n->total : 0;

	if (share > 1)
		share = 1;
	quantity_bytes(done, n->done);
	quantity_bytes(total, n->total);
	quantity_count(rate, (uint64_t)((double)n->packets / seconds));
	if (known && share > 0.001 && share < 1) {
		unsigned eta = (unsigned)(seconds * (1 - share) / share + 0.5);
		if (eta >= 3600)
			snprintf(left, sizeof(left), ", %u:%02u:%02u left", eta / 3600,
				eta / 60 % 60, eta % 60);
		else
			snprintf(left, sizeof(left), ", %u:%02u left", eta / 60, eta % 60);
	}
	if (known)
		snprintf(head, sizeof(head), "%3u%% ", (unsigned)(share * 100));
	int len = snprintf(ret, 256, "%s%s%s%s, %s packets/s%s", head, done, known ? " of " : "",
		known ? total : "", rate, left);
	unsigned room = width > (unsigned)len + 4 ? width - (unsigned)len - 4 : 0;
	if (known && room >= 5) {
		bar(drawn, room < BAR_MAX ? room : BAR_MAX, (unsigned)(share * 100));
		snprintf(ret, 256, "%s%s%s of %s, %s packets/s%s", head, drawn, done, total, rate,
			left);
	}
	if (width > 0 && width < 256)
		ret[width - 1] = '\0'; /* the last column would scroll */
}

void progress_update(struct progress *p, uint64_t done, uint64_t total, uint64_t packets)
{
	char text[256];
	int64_t now;

	if (!p->enabled)
		return;
	now = now_ms();
	if (now - p->start_ms < PATIENCE_MS || now - p->last_ms < REDRAW_MS)
		return;
	p->last_ms = now;
	progress_text(text, terminal_width(fileno(p->out)),
		&(struct progress_numbers){done, total, packets, now - p->start_ms});
	fprintf(p->out, "\r%s\033[K", text);
	fflush(p->out);
	p->drawn = true;
}

void progress_end(struct progress *p)
{
	if (p->drawn) {
		fputs("\r\033[K", p->out);
		fflush(p->out);
	}
	p->drawn = false;
	p->enabled = false;
}
