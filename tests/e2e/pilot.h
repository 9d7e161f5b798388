/* What the commands of the pilot share (pilot.c lists them). */
#ifndef E2E_PILOT_H
#define E2E_PILOT_H

#include <stdbool.h>
#include <stddef.h>

#include "vt.h"

#define LINE 4096
#define ARGS 64

struct pilot {
	const char *script;
	int line;
	unsigned keys;		/* pressed so far */
	struct vt *vt;
};

extern struct pilot pilot;

/* Say where and why, show the screen, and end with status 1. */
_Noreturn void fail(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

long now_ms(void);
long deadline(void);			/* of a wait that begins now */
struct vt *running(void);		/* fails where no program runs */
size_t split(char *line, char **argv);	/* ARGS at most, NULL behind them */

/* Commands about what is seen and typed. */
void do_wait(const char *text, bool wanted);
void do_see(const char *text, bool wanted);
void do_keys(char *rest);
void send_bytes(const char *bytes, size_t len);
void do_raw(const char *hex);
void do_send(const char *path);
void do_press(const char *label);
void do_at(const char *title);
void do_focus(const char *text);
void do_raw_lacks(const char *text);
void do_save(const char *path);
void do_same(char *rest);

/* Commands about programs and variables. */
void do_start(char *rest);
void do_signal(const char *name);
void do_resize(const char *size);
void do_exit(const char *status);
void do_until(const char *command);
void do_set(char *rest);
void let(const char *pair);		/* NAME=VALUE */

/* Run a shell command with the terminal drained meanwhile; its exit status,
 * and its output where `output` is not NULL. */
int shell(const char *command, char *output, size_t size);

/* The script is over: whoever was there has gone. */
void hang_up(void);

#endif
