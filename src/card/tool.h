/* The five calls of card/tools.h, in the process that holds the reader.  Each
 * opens the card for this program alone, begins a transaction, does its work
 * and lets go with a reset; it blocks as long as the card does.  Nothing is
 * tried again.  The errors are those of tools.h. */
#ifndef CARD_TOOL_H
#define CARD_TOOL_H

#include <stdbool.h>

#include "base/err.h"
#include "card/proto.h"
#include "card/tools.h"

struct cards;
struct source;

struct card_tool_env {
	struct source *source;
	const struct cards *cards;
	bool puk;		/* the terminal's configuration allows PUKs */
};

/* All outputs are set whatever happens; `certs`, `der` and `done` say nothing
 * after an error, `result` always does.  `m` with its secrets is the caller's;
 * so is `done`, which holds the holder's number, to wipe. */
MUST_CHECK enum err card_tool_certificates(const struct card_tool_env *env,
    struct card_certs *certs);
MUST_CHECK enum err card_tool_certificate(const struct card_tool_env *env,
    const uint8_t fingerprint[static CARD_FINGERPRINT],
    struct card_msg_der *der);
MUST_CHECK enum err card_tool_sign(const struct card_tool_env *env,
    const struct card_msg_sign *m, struct card_signed *done,
    struct card_try_result *result);
MUST_CHECK enum err card_tool_change(const struct card_tool_env *env,
    const struct card_msg_typed *m, struct card_try_result *result);
MUST_CHECK enum err card_tool_puk(const struct card_tool_env *env,
    const struct card_msg_typed *m, struct card_try_result *result);

#endif
