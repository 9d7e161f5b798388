/* The part of the fake card that is card/tools.h; for fake_card.c. */
#ifndef FAKE_CARD_TOOLS_H
#define FAKE_CARD_TOOLS_H

#include "fake/fake_card.h"

void fake_card_tools_init(struct fake_card *f);
void fake_card_step_tool(struct fake_card *f);

/* fake_card.c */
enum err fake_card_start(struct fake_card *f, enum fake_card_op op,
    const char *word, void *arg);
void fake_card_at(struct fake_card *f, const char *point);

#endif
