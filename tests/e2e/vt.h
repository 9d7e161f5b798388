/* A terminal of our own for tests: a program runs on a pty and libvterm keeps
 * the screen as a person would see it.  Nothing here sleeps: every wait is
 * for bytes, with a deadline after which the caller says what was missing. */
#ifndef E2E_VT_H
#define E2E_VT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vt;

/* Start argv on a pty of that size with TERM=`term`; `env` is a
 * NULL-terminated list of NAME=VALUE added to a clean environment.  NULL: it
 * could not be started. */
struct vt *vt_start(char *const *argv, const char *const *env,
    const char *term, int rows, int cols);

/* Kills the program if it still runs, and frees. */
void vt_free(struct vt **vt);

/* Take in what the program wrote; wait at most `ms` for it.  False once the
 * program has closed its side. */
bool vt_pump(struct vt *vt, int ms);

/* Send bytes as a keyboard would. */
bool vt_send(struct vt *vt, const char *bytes, size_t len);

void vt_resize(struct vt *vt, int rows, int cols);
void vt_signal(struct vt *vt, int signo);
int vt_pid(const struct vt *vt);

/* The exit status once the program has ended (128 + signal when killed),
 * -1 while it runs. */
int vt_exit_status(struct vt *vt);

/* The screen as text: rows separated by newlines, no spaces at their ends.
 * Valid until the next call. */
const char *vt_text(struct vt *vt);

/* True when `needle` stands on the screen; runs of white space and line
 * breaks of the screen count as one space, so that wrapped text is found. */
bool vt_has(struct vt *vt, const char *needle);

void vt_cursor(const struct vt *vt, int *row, int *col);

/* All bytes that the program ever wrote (for leak checks). */
const uint8_t *vt_raw(const struct vt *vt, size_t *len);

/* Draw the screen into a PNG file. */
bool vt_png(struct vt *vt, const char *path);

#endif
