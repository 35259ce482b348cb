/* cmd: the commands of the program; each takes its words and returns an exit code. */
#ifndef SPANWATCH_CMD_H
#define SPANWATCH_CMD_H

int cmd_read(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_learn(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_top(int argc, char **argv);
int cmd_replay(int argc, char **argv);
int cmd_test(int argc, char **argv);

/** Prints what this binary is made of. */
void cmd_build_info(void);

#endif
