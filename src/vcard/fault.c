#include "vcard/fault.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/utf8.h"

#define WHAT_MAX (FAULT_FILE_MAX + 8)
#define NUMBER_DIGITS 9

enum operand { NOTHING, STATUS_WORD, FILE_NAME };

static const struct {
	const char *name;
	enum operand operand;
} kinds[] = {
	[FAULT_PULL] = { "pull", NOTHING },
	[FAULT_LOST] = { "lost", NOTHING },
	[FAULT_MUTE] = { "mute", NOTHING },
	[FAULT_LATE_MUTE] = { "late-mute", NOTHING },
	[FAULT_SHORT] = { "short", NOTHING },
	[FAULT_EMPTY] = { "empty", NOTHING },
	[FAULT_TRUNCATE] = { "truncate", NOTHING },
	[FAULT_SW] = { "sw", STATUS_WORD },
	[FAULT_LATE_SW] = { "late-sw", STATUS_WORD },
	[FAULT_FLOOD] = { "flood", NOTHING },
	[FAULT_HOLD] = { "hold", NOTHING },
	[FAULT_RESET] = { "reset", NOTHING },
	[FAULT_POWER] = { "power", NOTHING },
	[FAULT_SWAP] = { "swap:", FILE_NAME },
};

#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

const char *
fault_name(enum fault_kind kind)
{
	return kind == FAULT_SWAP ? "swap" : kinds[kind].name;
}

static enum err
sw_parse(const char *text, uint16_t *sw)
{
	uint8_t bytes[2];
	size_t len;
	enum err e = hex_decode(text, bytes, sizeof(bytes), &len);

	if (e != ERR_OK || len != sizeof(bytes))
		return ERR_SYNTAX;
	*sw = (uint16_t)(bytes[0] << 8 | bytes[1]);
	return ERR_OK;
}

static enum err
file_parse(const char *text, struct fault *fault)
{
	int n = snprintf(fault->file, sizeof(fault->file), "%s", text);

	return n > 0 && (size_t)n < sizeof(fault->file) ? ERR_OK : ERR_SYNTAX;
}

static enum err
operand_parse(enum operand operand, const char *text, struct fault *fault)
{
	switch (operand) {
	case STATUS_WORD:
		return sw_parse(text, &fault->sw);
	case FILE_NAME:
		return file_parse(text, fault);
	default:
		return text[0] == '\0' ? ERR_OK : ERR_SYNTAX;
	}
}

static enum err
what_parse(const char *what, struct fault *fault)
{
	size_t i;

	for (i = 0; i < KIND_COUNT; i++) {
		size_t len = strlen(kinds[i].name);

		if (strncmp(what, kinds[i].name, len) != 0)
			continue;
		fault->kind = (enum fault_kind)i;
		if (operand_parse(kinds[i].operand, what + len, fault) ==
		    ERR_OK)
			return ERR_OK;
	}
	return ERR_SYNTAX;
}

static enum err
number_parse(const char *text, unsigned long *number)
{
	size_t i;

	*number = 0;
	for (i = 0; text[i] != '\0'; i++) {
		if (i == NUMBER_DIGITS || !ascii_is_digit(text[i]))
			return ERR_SYNTAX;
		*number = *number * 10 + (unsigned long)(text[i] - '0');
	}
	return i == 0 ? ERR_SYNTAX : ERR_OK;
}

enum err
fault_parse(const char *text, unsigned long now, struct fault *fault)
{
	const char *at = strrchr(text, '@');
	bool relative = at != NULL && at[1] == '+';
	char what[WHAT_MAX];
	enum err e;

	memset(fault, 0, sizeof(*fault));
	if (at == NULL || (size_t)(at - text) >= sizeof(what))
		return ERR_SYNTAX;
	memcpy(what, text, (size_t)(at - text));
	what[at - text] = '\0';
	e = number_parse(at + (relative ? 2 : 1), &fault->at);
	if (e == ERR_OK && relative)
		fault->at += now;
	if (e == ERR_OK && fault->at <= now)
		e = ERR_SYNTAX;
	return e == ERR_OK ? what_parse(what, fault) : e;
}

enum err
faults_add(struct faults *faults, const struct fault *fault)
{
	if (faults->count == FAULTS_MAX)
		return ERR_TOO_BIG;
	faults->list[faults->count++] = *fault;
	return ERR_OK;
}

bool
faults_take(struct faults *faults, unsigned long number, struct fault *fault)
{
	size_t i;

	for (i = 0; i < faults->count; i++) {
		if (faults->list[i].at != number)
			continue;
		*fault = faults->list[i];
		faults->list[i] = faults->list[--faults->count];
		return true;
	}
	return false;
}
