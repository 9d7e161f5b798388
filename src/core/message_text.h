/* What a message is that is not in its text: the same in a session, in a
 * preview of a screen and on the command line. */
#ifndef CORE_MESSAGE_TEXT_H
#define CORE_MESSAGE_TEXT_H

#include <stdbool.h>

#include "base/err.h"
#include "core/pin_rules.h"
#include "screen/screen.h"

#define MESSAGE_TEXT 48		/* room for one of them, terminated */

/* News and not trouble: it is shown as a note. */
bool message_is_news(enum err about);

/* {wait}, into `out`: "42 seconds", "7 minutes"; below 1 second the portal has
 * not said how long. */
const char *message_wait(const struct screens *screens, enum lang lang,
    int seconds, char out[static MESSAGE_TEXT]);

/* What the field takes: of a PIN as the card narrows it, `card` may be of
 * zeros; of a word of confirmation its letters. */
struct pin_limits message_limits(const struct block *field, enum lang lang,
    const struct pin_limits *card);

/* {length}, {pin_length}, into `out`: "6", "6 to 8"; of zeros, that it is not
 * known. */
const char *message_length(const struct screens *screens, enum lang lang,
    struct pin_limits limits, char out[static MESSAGE_TEXT]);

#endif
