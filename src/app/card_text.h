/* What `cilingir card` prints: a line "name: value" each, or an object. */
#ifndef APP_CARD_TEXT_H
#define APP_CARD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct card_certs;
struct card_info;

/* One reader after the other; an empty list is said too. */
MUST_CHECK enum err card_text_list(const struct card_info *list, size_t count,
    bool json);
MUST_CHECK enum err card_text_info(const struct card_info *info, bool json);
MUST_CHECK enum err card_text_certs(const struct card_certs *certs, bool json);

MUST_CHECK enum err card_text_pem(const uint8_t *der, size_t len);

#endif
