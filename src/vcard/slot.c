#include "vcard/slot.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/log.h"
#include "base/secret.h"
#include "vcard/state.h"
#include "vcard/type.h"

#define ERROR_MAX 128

static void
card_announce(const struct slot *slot)
{
	char serial[2 * VSTATE_SERIAL_MAX + 1];

	const struct vstate *s = vcard_state(slot->card);

	hex_encode(s->serial, s->type->serial_len, serial, sizeof(serial));
	vlog_event(&slot->log, "card %s", serial);
}

enum err
slot_open(struct slot *slot, const char *state, const char *log, char *error,
    size_t size)
{
	enum err e;

	memset(slot, 0, sizeof(*slot));
	slot->log.fd = -1;
	e = vcard_open(state, &slot->card, error, size);
	if (e != ERR_OK)
		return e;
	e = vlog_open(log, &slot->log);
	if (e != ERR_OK) {
		snprintf(error, size, "the log cannot be written");
		vcard_free(&slot->card);
		return e;
	}
	vlog_event(&slot->log, "start");
	card_announce(slot);
	return ERR_OK;
}

void
slot_close(struct slot *slot)
{
	if (slot->card != NULL)
		vlog_event(&slot->log, "stop");
	vcard_free(&slot->card);
	vlog_close(&slot->log);
}

enum err
slot_swap(struct slot *slot, const char *state, char *error, size_t size)
{
	struct vcard *card = NULL;
	enum err e = vcard_open(state, &card, error, size);

	if (e != ERR_OK)
		return e;
	vcard_free(&slot->card);
	slot->card = card;
	card_announce(slot);
	return ERR_OK;
}

enum err
slot_order(struct slot *slot, const char *text)
{
	struct fault fault;
	enum err e = fault_parse(text, slot->commands, &fault);

	if (e == ERR_OK)
		e = faults_add(&slot->faults, &fault);
	if (e == ERR_OK)
		vlog_event(&slot->log, "fault %s@%lu", fault_name(fault.kind),
		    fault.at);
	return e;
}

void
slot_forget(struct slot *slot)
{
	vcard_reset(slot->card);
	secret_wipe_mem(slot->held, slot->held_len);
	slot->held_len = 0;
}

size_t
slot_release(struct slot *slot, uint8_t answer[VCARD_ANSWER_MAX])
{
	size_t len = slot->held_len;

	memcpy(answer, slot->held, len);
	slot->held_len = 0;
	if (len > 0)
		vlog_event(&slot->log, "release");
	return len;
}

void
slot_power(struct slot *slot, enum slot_power what)
{
	static const char *const names[] = {
		[SLOT_POWER_OFF] = "power-off",
		[SLOT_POWER_ON] = "power-on",
		[SLOT_RESET] = "reset",
	};

	slot_forget(slot);
	vlog_event(&slot->log, "%s", names[what]);
}

static int
sw_of(const uint8_t *answer, size_t len)
{
	return len < 2 ? VLOG_NO_SW : answer[len - 2] << 8 | answer[len - 1];
}

static size_t
sw_put(uint16_t sw, uint8_t *answer)
{
	answer[0] = (uint8_t)(sw >> 8);
	answer[1] = (uint8_t)sw;
	return 2;
}

/* What happens before the card gets the command; false: it does not. */
static bool
fault_before(struct slot *slot, const struct fault *fault)
{
	char error[ERROR_MAX];

	switch (fault->kind) {
	case FAULT_PULL:
	case FAULT_MUTE:
	case FAULT_SW:
		return false;
	case FAULT_RESET:
		vcard_reset(slot->card);
		return true;
	case FAULT_SWAP:
		if (slot_swap(slot, fault->file, error, sizeof(error)) !=
		    ERR_OK)
			log_event(LOG_ERROR, "vcard.swap", "file=%s what=%s",
			    fault->file, error);
		return true;
	default:
		return true;
	}
}

/* What becomes of the answer. */
static enum slot_then
fault_after(struct slot *slot, const struct fault *fault, uint8_t *answer,
    size_t *len)
{
	switch (fault->kind) {
	case FAULT_PULL:
	case FAULT_LOST:
		*len = 0;
		vcard_reset(slot->card);
		return SLOT_PULLED;
	case FAULT_POWER:
		*len = 0;
		vcard_reset(slot->card);
		return SLOT_BLINKED;
	case FAULT_MUTE:
	case FAULT_LATE_MUTE:
		*len = 0;
		return SLOT_SILENT;
	case FAULT_HOLD:
		memcpy(slot->held, answer, *len);
		slot->held_len = *len;
		*len = 0;
		return SLOT_SILENT;
	case FAULT_FLOOD:
		*len = 0;
		return SLOT_FLOOD;
	case FAULT_SHORT:
		*len = 1;
		return SLOT_ANSWER;
	case FAULT_EMPTY:
		*len = 0;
		return SLOT_ANSWER;
	case FAULT_TRUNCATE:
		if (*len > 2) {
			memmove(answer + *len - 3, answer + *len - 2, 2);
			(*len)--;
		}
		return SLOT_ANSWER;
	case FAULT_SW:
	case FAULT_LATE_SW:
		*len = sw_put(fault->sw, answer);
		return SLOT_ANSWER;
	case FAULT_RESET:
	case FAULT_SWAP:
		break;
	}
	return SLOT_ANSWER;
}

enum slot_then
slot_command(struct slot *slot, const uint8_t *command, size_t len,
    uint8_t *answer, size_t *answer_len)
{
	struct vlog_command line = { .number = ++slot->commands,
	    .command = command, .command_len = len, .did = VLOG_NO_SW };
	enum slot_then then = SLOT_ANSWER;
	struct fault fault;
	bool hit = faults_take(&slot->faults, slot->commands, &fault);

	*answer_len = 0;
	if (!hit || fault_before(slot, &fault))
		*answer_len = vcard_transmit(slot->card, command, len, answer);
	line.did = sw_of(answer, *answer_len);
	if (hit) {
		line.fault = fault_name(fault.kind);
		then = fault_after(slot, &fault, answer, answer_len);
	}
	line.sw = sw_of(answer, *answer_len);
	line.len = *answer_len;
	vlog_command(&slot->log, &line);
	return then;
}
