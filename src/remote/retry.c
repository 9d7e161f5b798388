#include "remote/retry.h"

#define ATTEMPTS 2
#define USEFUL_MS 500	/* a repeat with less time than this is no use */

/* What is refused at once is told at once: the person can press again, and
 * knows sooner than after a back-off that would meet the same closed door.
 * A busy portal said when to come back; the core counts that down. */
static const struct {
	enum err e;
	bool again;
} table[RETRY_CAUSES] = {
	[RETRY_ANSWERED] = { ERR_OK, false },
	[RETRY_NO_NAME] = { ERR_PORTAL_AWAY, false },
	[RETRY_NO_CONNECTION] = { ERR_PORTAL_AWAY, false },
	[RETRY_LOST] = { ERR_PORTAL_AWAY, true },
	[RETRY_STALLED] = { ERR_PORTAL_AWAY, true },
	[RETRY_TLS] = { ERR_PORTAL_TLS, false },
	[RETRY_NONSENSE] = { ERR_PORTAL_ANSWER, false },
	[RETRY_LOCAL] = { ERR_INTERNAL, false },
};

enum err
retry_error(enum retry_cause cause)
{
	if ((unsigned)cause >= RETRY_CAUSES)
		return ERR_INTERNAL;
	return table[cause].e;
}

bool
retry_allowed(enum wire_op op, const char *key)
{
	const struct wire_op_info *info = wire_op_info(op);

	if (info == NULL)
		return false;
	return info->safe || (info->idempotent_key && key[0] != '\0');
}

int64_t
retry_attempt_ms(bool allowed, unsigned attempt, int64_t left_ms)
{
	if (!allowed || attempt + 1 >= ATTEMPTS)
		return left_ms;
	return left_ms / 2;
}

int64_t
retry_wait_ms(bool allowed, unsigned attempt, enum retry_cause cause,
    int64_t left_ms, uint32_t random)
{
	int64_t wait = RETRY_BACKOFF_MS + random % (RETRY_BACKOFF_MS + 1);

	if (!allowed || attempt + 1 >= ATTEMPTS ||
	    (unsigned)cause >= RETRY_CAUSES || !table[cause].again)
		return -1;
	return wait + USEFUL_MS <= left_ms ? wait : -1;
}
