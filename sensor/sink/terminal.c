/* terminal: see terminal.h. */
#include "config.h"

#include "sensor/sink/terminal.h"

#include "sensor/sink/terminal_print.h"

#include <errno.h>
#include <stdlib.h>

enum { WIDTH_LEAST = 40, WIDTH_MOST = 400 };

struct terminal_sink {
	struct sink sink;
	struct rows rows;
	struct print print;
};

static int terminal_write(struct sink *s, const struct record *r)
{
	struct terminal_sink *t = (struct terminal_sink *)s;

	rows_add(&t->rows, r);
	if (t->print.o.live && r->kind == RECORD_FINDING && r->finding && !r->finding->quiet)
		print_live(&t->print, r);
	return 0;
}

static int terminal_flush(struct sink *s)
{
	return fflush(((struct terminal_sink *)s)->print.o.out) == 0 ? 0 : -errno;
}

static int terminal_reopen(struct sink *s)
{
	(void)s;
	return 0;
}

static int terminal_close(struct sink *s)
{
	struct terminal_sink *t = (struct terminal_sink *)s;
	struct print *p = &t->print;
	int r = 0;

	screen_start(&p->line, p->o.width, p->o.colour);
	if (!p->o.live) {
		print_findings(p);
		print_elements(p);
		print_actions(p);
	}
	if (p->o.live || t->rows.finding_count > 0)
		print_totals(p);
	if (fflush(p->o.out) != 0 || ferror(p->o.out))
		r = errno ? -errno : -EIO;
	rows_free(&t->rows);
	free(t);
	return r;
}

void terminal_sink_totals(struct sink *s, const struct terminal_totals *totals)
{
	((struct terminal_sink *)s)->print.totals = *totals;
}

int terminal_sink_new(const struct terminal_options *o, struct sink **ret)
{
	struct terminal_sink *t = calloc(1, sizeof(*t));

	if (!t || rows_init(&t->rows) < 0) {
		free(t);
		return -ENOMEM;
	}
	t->sink = (struct sink){
		"terminal", terminal_write, terminal_flush, terminal_reopen, terminal_close};
	t->print.o = *o;
	t->print.rows = &t->rows;
	if (o->width == 0)
		t->print.o.width = 80;
	else if (o->width < WIDTH_LEAST)
		t->print.o.width = WIDTH_LEAST;
	else if (o->width > WIDTH_MOST)
		t->print.o.width = WIDTH_MOST;
	*ret = &t->sink;
	return 0;
}
