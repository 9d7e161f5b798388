/* One person at the real terminal, for the programs that measure it.  What is
 * looked for on the screen is in the environment (tests/e2e/words.tr), the
 * world too: W (its folder), BIN, IN_BENCH's helpers of tests/e2e/bin. */
#ifndef BENCH_VISIT_H
#define BENCH_VISIT_H

#include <stddef.h>

#include "figures.h"
#include "vt.h"

#define VISIT_LIMIT_MS 20000

/* A variable of the environment that must be there. */
const char *visit_env(const char *name);

/* Start the terminal with the configuration $W/NAME; on return the first
 * screen is there. */
struct vt *visit_start(const char *config);

/* Until `text` is on the screen. */
void visit_wait(struct vt *vt, const char *text);
void visit_send(struct vt *vt, const char *bytes);

/* Take what comes until nothing has come for `ms`. */
void visit_settle(struct vt *vt, int ms);

/* From the first screen to the login screen, its picture included. */
void visit_to_login(struct vt *vt);

/* From there to the screen that asks for the code of the message. */
void visit_to_code(struct vt *vt, const char *identity);

/* From there to the menu. */
void visit_to_menu(struct vt *vt);

/* The first line that a command says; again until it says one. */
void visit_ask(struct vt *vt, const char *command, char *out, size_t size);

/* A pass of `keys` digits into the field under the cursor, which is then
 * emptied: how long until the screen has each (milliseconds), and how many
 * bytes each took. */
void visit_keys(struct vt *vt, int keys, struct samples *ms,
    struct samples *bytes);

#endif
