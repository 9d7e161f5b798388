/* What the actions around an unlock share. */
#ifndef CORE_UNLOCK_H
#define CORE_UNLOCK_H

#include "core/state.h"

/* How a card stands after a reset of its PIN whose answer was lost. */
enum unlock_verdict { UNLOCK_DONE, UNLOCK_UNCHANGED, UNLOCK_CANNOT_TELL };

/* Why there is no card to work with; ERR_OK: there is one, readable. */
enum err unlock_card_error(const struct card_info *info);

bool unlock_same_card(const struct card_info *info, const uint8_t *serial,
    size_t serial_len);

/* Only a card that was locked before tells: it counts again, or not. */
enum unlock_verdict unlock_judge(int before, int now);

/* Ask the portal to open an unlock for the card that was read; the answer is
 * for unlock_opened(). */
void unlock_ask(struct session *s, call_then then);
MUST_CHECK enum err unlock_opened(struct session *s,
    const struct remote_result *r);

#endif
