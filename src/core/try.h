/* A PIN or PUK that a person typed for the card: the second yes before the
 * last try, and what a try leaves behind.  The rules themselves are behind
 * card/tools.h. */
#ifndef CORE_TRY_H
#define CORE_TRY_H

#include <stdbool.h>

#include "core/state.h"

/* The field `confirm`, where the screen shows it: *yes is left alone where
 * none is asked for. */
MUST_CHECK enum err try_yes(struct session *s, bool *yes);

/* The card has answered: its tries are known anew, the yes is used up, the
 * action may be cancelled again.  Returns the outcome to tell. */
enum err try_ended(struct session *s, enum err e,
    const struct card_try_result *result, bool puk);

#endif
