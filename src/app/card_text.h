/* What `cilingir card` prints: a line "name: value" each, or an object. */
#ifndef APP_CARD_TEXT_H
#define APP_CARD_TEXT_H

#include <stdbool.h>

#include "base/err.h"

struct card_certs;
struct card_info;

MUST_CHECK enum err card_text_info(const struct card_info *info, bool json);
MUST_CHECK enum err card_text_certs(const struct card_certs *certs, bool json);

#endif
