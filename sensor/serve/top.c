/*
 * top: the command `spanwatch top`: what the dashboard tells, on a terminal. One thread: reads
 * Redis, draws a screen, waits for a key or two seconds. Text from traffic goes through screen.h,
 * so that nothing of it reaches the terminal as a command.
 */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/cmd/cmd.h"
#include "sensor/cmd/options.h"
#include "sensor/serve/answer.h"
#include "sensor/serve/top_lines.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { EVERY_MS = 2000, ONCE_ROWS = 40, PIPE_COLUMNS = 200 };

static volatile sig_atomic_t stopped; /* set by signals alone */

static void on_stop(int number)
{
	(void)number;
	stopped = 1;
}

/* --- the terminal ------------------------------------------------------------------------- */

static void screen_begin(struct termios *before)
{
	struct termios raw;

	tcgetattr(STDIN_FILENO, before);
	raw = *before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 0;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	fputs("\033[?1049h\033[?25l", stdout); /* a screen of our own, no cursor */
	fflush(stdout);
}

static void screen_end(const struct termios *before)
{
	fputs("\033[?25h\033[?1049l", stdout);
	fflush(stdout);
	tcsetattr(STDIN_FILENO, TCSANOW, before);
}

static void measure(struct top *t)
{
	struct winsize w;

	t->columns = isatty(STDOUT_FILENO) ? 80 : PIPE_COLUMNS;
	t->height = 24;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 20 && w.ws_row > 5) {
		t->columns = w.ws_col < 400 ? w.ws_col : 400;
		t->height = w.ws_row;
	}
	if (!t->interactive)
		t->height = UINT32_MAX;
}

/* --- one look ----------------------------------------------------------------------------- */

static void draw(struct top *t)
{
	struct depot_link *link = depot_take(t->depot);

	measure(t);
	t->line = 0;
	if (t->interactive)
		fputs("\033[H", stdout);
	top_head(t);
	if (!link)
		top_say(t, "no connection to Redis is free");
	else if (!top_sensors(t, link) || !top_view(t, link))
		top_say(t, depot_error(link));
	if (t->interactive)
		fputs("\033[J", stdout); /* what is left of the last screen */
	fflush(stdout);
	if (link)
		depot_give(t->depot, link);
}

/* Letters, and arrows as ESC [ A. */
static void on_key(struct top *t, const char *keys, ssize_t len)
{
	for (ssize_t i = 0; i < len; i++) {
		char c = keys[i];
		if (c == '\033' && i + 2 < len && keys[i + 1] == '[') {
			i += 2;
			c = keys[i] == 'A' ? 'k' : keys[i] == 'B' ? 'j' : '?';
		}
		if (c == 'q' || c == 3)
			t->leave = true;
		else if (c == 'f' || c == 'c' || c == 'e')
			t->view = c, t->scroll = 0;
		else if (c == 'j' || c == ' ')
			t->scroll += c == ' ' ? 10 : 1;
		else if (c == 'k' && t->scroll > 0)
			t->scroll--;
		else if (c == 'g')
			t->scroll = 0;
	}
}

static void loop(struct top *t)
{
	struct termios before;

	screen_begin(&before);
	while (!stopped && !t->leave) {
		struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
		char keys[32];
		draw(t);
		if (poll(&in, 1, EVERY_MS) <= 0)
			continue;
		ssize_t len = read(STDIN_FILENO, keys, sizeof(keys));
		if (len <= 0 && errno != EINTR)
			break;
		on_key(t, keys, len);
	}
	screen_end(&before);
}

static bool wants_colour(const struct options *o)
{
	if (strcmp(o->color, "always") == 0)
		return true;
	return strcmp(o->color, "never") != 0 && isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
}

static int top(struct top *t, const struct options *o)
{
	const char *url = settings_text(&o->settings, SETTING_REDIS);
	char error[256];

	if (o->file_count > 1 || (o->file_count == 1 && !answer_is_sensor(span_str(o->files[0])))) {
		log_error("top takes the name of one sensor, or none for all");
		return EXIT_USAGE;
	}
	if (depot_open(url ? url : "redis://127.0.0.1:6379", 1, &t->depot, error)) {
		log_error("%s", error);
		return EXIT_USAGE;
	}
	t->sensor = span_str(o->file_count ? o->files[0] : "");
	t->interactive = !o->once && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	t->colour = wants_colour(o);
	if (t->interactive)
		loop(t);
	else
		draw(t);
	depot_close(t->depot);
	return t->failed && !t->interactive ? EXIT_OUTPUT : EXIT_OK;
}

int cmd_top(int argc, char **argv)
{
	struct top t = {.view = 'f', .most = ONCE_ROWS};
	struct options o;
	int code;

	if (options_read(&o, COMMAND_TOP, argc, argv, &code)) {
		signal(SIGINT, on_stop);
		signal(SIGTERM, on_stop);
		code = top(&t, &o);
	}
	options_free(&o);
	return code;
}
