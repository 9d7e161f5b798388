/* Texts of the view: in the session's language, variables filled in,
 * sanitised.  They live in the session's arena until the next view. */
#ifndef CORE_VIEW_WORDS_H
#define CORE_VIEW_WORDS_H

#include "core/state.h"

/* Forget (and wipe) all texts of the last view. */
void view_forget(struct session *s);

/* NULL where the text has none in this language. */
const char *view_text(struct session *s, const struct text *text);

/* A word of the frame, variables filled in. */
const char *view_word(struct session *s, const char *id);

/* The same with {n}. */
const char *view_number(struct session *s, const char *id, int n);

/* A copy of bytes that a person typed. */
const char *view_copy(struct session *s, const uint8_t *bytes, size_t len);

/* The status line, left and right; what is being done, NULL: nothing
 * (view_status.c). */
const char *view_card_line(struct session *s);
const char *view_portal_line(struct session *s);
const char *view_busy_line(struct session *s);

/* Beside a step of the doctor; one of its findings with what to do. */
const char *view_doctor_hint(struct session *s, const char *step);
const char *view_doctor_advice(struct session *s,
    const struct doctor_finding *finding);

/* The operator's notice, else the portal's message of the day, else "". */
const char *view_notice(const struct session *s);

/* All variables, and all words that the view and those who draw it ask for;
 * both end with NULL. */
extern const char *const view_variables[];
extern const char *const view_words[];

#endif
