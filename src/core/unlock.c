#include "core/unlock.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/log.h"
#include "base/secret.h"
#include "core/run.h"
#include "core/typed.h"

enum err
unlock_card_error(const struct card_info *info)
{
	switch (info->presence) {
	case CARD_NO_SERVICE:
		return info->trouble != ERR_OK ? info->trouble : ERR_NO_PCSCD;
	case CARD_NO_READER:
		return ERR_NO_READER;
	case CARD_ABSENT:
		return ERR_NO_CARD;
	case CARD_MUTE:
		return ERR_CARD_MUTE;
	case CARD_UNKNOWN:
		return ERR_CARD_UNKNOWN;
	case CARD_PRESENT:
		break;
	}
	if (info->trouble != ERR_OK)
		return info->trouble;
	if (info->serial_len == 0)
		return ERR_CARD_ANSWER;
	return info->operational ? ERR_OK : ERR_CARD_PHASE;
}

bool
unlock_same_card(const struct card_info *info, const uint8_t *serial,
    size_t serial_len)
{
	return serial_len > 0 && info->serial_len == serial_len &&
	    memcmp(info->serial, serial, serial_len) == 0;
}

enum unlock_verdict
unlock_judge(int before, int now)
{
	if (before != 0 || now == CARD_TRIES_UNKNOWN)
		return UNLOCK_CANNOT_TELL;
	return now > 0 ? UNLOCK_DONE : UNLOCK_UNCHANGED;
}

void
unlock_ask(struct session *s, call_then then)
{
	const struct visit_unlock *u = &s->visit.unlock;
	struct wire_request req = { 0 };
	struct secret *sent;

	hex_encode(u->serial, u->serial_len, req.u.unlock_open.serial,
	    sizeof(req.u.unlock_open.serial));
	snprintf(req.u.unlock_open.card_type,
	    sizeof(req.u.unlock_open.card_type), "%s", u->type);
	req.u.unlock_open.pin_tries = u->tries;
	/* Where none is asked for the login confirms it. */
	req.u.unlock_open.code = typed_value(s, "verification_code");
	sent = typed_sent(s, req.u.unlock_open.serial);
	if (sent == NULL) {
		run_end(s, ERR_NO_MEMORY);
		return;
	}
	run_call_once(s, WIRE_UNLOCK_OPEN, &req, &sent, then);
}

/* In the first two the card gives a challenge and takes what the portal makes
 * of it; what that is, is between those two. */
static bool
is_method(const char *method, bool *relay)
{
	*relay = strcmp(method, "apdu-relay") == 0;
	return *relay || strcmp(method, "challenge-response") == 0 ||
	    strcmp(method, "gids-admin") == 0;
}

enum err
unlock_opened(struct session *s, const struct remote_result *r)
{
	struct visit_unlock *u = &s->visit.unlock;
	enum err e = run_answered(s, r);

	if (e != ERR_OK)
		return e;
	if (!is_method(r->reply->u.unlock_open.method, &u->relay) ||
	    !journal_id_valid(r->reply->u.unlock_open.id)) {
		log_event(LOG_ERROR, "unlock.answer", "error=%s",
		    err_name(ERR_PORTAL_ANSWER));
		return ERR_PORTAL_ANSWER;
	}
	memcpy(u->id, r->reply->u.unlock_open.id, sizeof(u->id));
	countdown_start(&u->life, r->reply->u.unlock_open.expires_in);
	return ERR_OK;
}
