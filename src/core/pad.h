/* PINs that are typed on the reader's own keys (card_info.pads): such a value
 * has no field, and what is typed never comes here. */
#ifndef CORE_PAD_H
#define CORE_PAD_H

#include <stdbool.h>
#include <stdint.h>

#include "card/card.h"
#include "core/state.h"

/* The card that is in, in its reader, takes it so. */
bool pad_takes(const struct session *s, enum card_pad what);

/* As run_card(), for as long as the holder may take; the time left is shown
 * until run_card_done(). */
int64_t pad_wait(struct session *s, enum card_pad what);

#endif
