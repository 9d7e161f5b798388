/* A screen as it would be shown, without a session: for `screens render`, the
 * goldens and the check that every screen fits.  Variables have the longest
 * values that are to be expected unless they are set. */
#ifndef APP_PREVIEW_H
#define APP_PREVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/facts.h"
#include "core/message_text.h"
#include "core/view.h"

#define PREVIEW_TEXT (32 * 1024)
#define PREVIEW_SET 32
#define PREVIEW_W 228		/* of the captcha */
#define PREVIEW_H 72
#define PREVIEW_CAPTCHA (PREVIEW_W * PREVIEW_H)
#define PREVIEW_ROWS 3		/* of a list, unless list.NAME= says */

/* NAME=VALUE as on the command line (options.h). */
struct preview {
	const struct screens *screens;
	const struct screen *screen;
	enum lang lang;
	bool large;
	struct fact_set facts;			/* facts.h */
	enum err message;		/* ERR_OK: none */
	const char *focus;		/* id, NULL: the first one */
	const char *set[PREVIEW_SET];
	size_t set_count;
	/* filled by preview_view */
	struct view view;
	char text[PREVIEW_TEXT];
	size_t used;
	char message_text[MESSAGE_TEXT];
	uint8_t grey[PREVIEW_CAPTCHA];
	struct view_keyboard keyboard;
};

/* A card is there, the portal answers, the captcha has come. */
void preview_init(struct preview *p, const struct screens *screens,
    const struct screen *screen, enum lang lang);

/* ERR_ARGUMENT: no such name, fact or message. */
MUST_CHECK enum err preview_set(struct preview *p, const char *assignment);

/* What was set as prefix + name, or NULL. */
const char *preview_get(const struct preview *p, const char *prefix,
    const char *name);

/* A captcha as large as the portal's. */
void preview_picture(uint8_t grey[static PREVIEW_CAPTCHA]);

/* The view; it points into *p. */
const struct view *preview_view(struct preview *p);

#endif
