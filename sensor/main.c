/* main: hands over to the command named on the command line. */
#include "config.h"

#include "sensor/base/log.h"
#include "sensor/cmd/cmd.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *text;
} commands[] = {
	{"read", cmd_read, "judge capture files: who changed what, and what is talked to"},
	{"run", cmd_run, "watch interfaces until SIGTERM"},
	{"check", cmd_check, "check configuration and policy files"},
	{"learn", cmd_learn, "write a policy draft from captures or from an interface"},
	{"explain", cmd_explain, "say what decided, and the line of the policy that is missing"},
	{"test", cmd_test, "run the tests that stand beside policies and rules"},
	{"replay", cmd_replay, "judge the packets of a finding again and compare"},
	{"report", cmd_report, "tell inventory and more from EVE files"},
	{"serve", cmd_serve, "the dashboard over HTTP, read from Redis"},
	{"top", cmd_top, "the same on a terminal"},
	{"list", cmd_list, "show protocols, fields, verbs, findings, counters, interfaces"},
};

static void help(FILE *out)
{
	fputs("spanwatch watches the management plane of network equipment on a mirror port:\n"
	      "who changed what, was it allowed, and what does equipment talk to that it should "
	      "not.\n\n"
	      "Usage: spanwatch COMMAND [OPTION]... (spanwatch COMMAND --help tells more)\n\n",
		out);
	for (unsigned i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].text);
	fputs("\n  --version, --build-info  which program this is, and what is in it\n"
	      "\nFirst steps: spanwatch read capture.pcap\n",
		out);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		help(stderr);
		return 2;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		help(stdout);
		return 0;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts(PACKAGE_STRING);
		return 0;
	}
	if (!strcmp(argv[1], "--build-info")) {
		cmd_build_info();
		return 0;
	}
	for (unsigned i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	log_error("there is no command '%s'; 'spanwatch --help' shows the commands", argv[1]);
	return 2;
}
