/* A crash must not leave a person's terminal raw and full of the screen: on a
 * fatal signal one prepared sequence is written and the modes are restored,
 * with nothing but async-signal-safe calls; the signal then does its work. */
#ifndef TUI_TERM_CRASH_H
#define TUI_TERM_CRASH_H

/* Keep the modes as they are now; ignore the job-control signals. */
void term_crash_prepare(void);

/* The terminal has been taken (terminfo is loaded). */
void term_crash_arm(void);
void term_crash_disarm(void);

#endif
