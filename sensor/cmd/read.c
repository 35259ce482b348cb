/* read: judges captures offline (reading.h), and takes out the packets of findings. */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/cage/cage.h"
#include "sensor/cmd/cmd.h"
#include "sensor/cmd/extract.h"
#include "sensor/cmd/reading.h"

#include <signal.h>

static void on_stop(int signal)
{
	(void)signal;
	reading_stop();
}

/* The worst of two exit codes: an output that failed, then bad rules, bad input, then findings. */
static int worse(int a, int b)
{
	static const int order[] = {EXIT_INTERNAL, EXIT_OUTPUT, EXIT_CONFIG, EXIT_USAGE, EXIT_RULES,
		EXIT_INPUT, EXIT_FINDINGS};

	for (unsigned i = 0; i < sizeof(order) / sizeof(*order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return EXIT_OK;
}

static int judge_all(const struct options *o, const struct audience *to)
{
	int code = EXIT_OK;

	if (!o->each)
		return reading_judge(o, o->files, o->file_count, to);
	for (unsigned i = 0; i < o->file_count; i++)
		code = worse(code, reading_judge(o, o->files + i, 1, to));
	return code;
}

/* With --extract the packets of findings are taken out as well. */
static int judge_and_extract(const struct options *o, struct extract *x)
{
	if (!x)
		return judge_all(o, NULL);
	struct audience to = extract_audience(x);
	int code = judge_all(o, &to);
	return worse(code, extract_end(x));
}

int cmd_read(int argc, char **argv)
{
	struct options o;
	int code;

	if (!options_read(&o, COMMAND_READ, argc, argv, &code)) {
		options_free(&o);
		return code;
	}
	if (o.file_count == 0) {
		log_error("which capture? 'spanwatch read FILE...' judges files, - reads stdin");
		options_free(&o);
		return EXIT_USAGE;
	}
	signal(SIGINT, on_stop);
	signal(SIGTERM, on_stop);
	struct extract *x = NULL;
	if (settings_text(&o.settings, SETTING_EXTRACT) && (code = extract_new(&o, &x))) {
		options_free(&o);
		return code;
	}
	if (!(code = cage_choose_user(&o)) && !(code = cage_enter(&o, CAGE_OPENED)))
		code = judge_and_extract(&o, x);
	options_free(&o);
	return code;
}
