/* What kind of card a virtual card is: its numbers, its commands and what it
 * builds when it is put together.  A new kind is one file with its struct
 * vtype, and its line in type.c. */
#ifndef VCARD_TYPE_H
#define VCARD_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "vcard/object.h"

/* What a card that died of its PUK says to a command. */
enum vcommand_death { VCOMMAND_NOTHING, VCOMMAND_BLOCKED, VCOMMAND_WORKS };

struct vcommand {
	uint8_t cla, ins;
	bool chains;			/* may come in parts */
	enum vcommand_death death;
	vcommand_fn run;
};

struct vcommands {
	const struct vcommand *list;
	size_t count;
};

#define VCOMMANDS(table) { (table), sizeof(table) / sizeof((table)[0]) }

struct vtype {
	const char *name;		/* "akis1": --type, the state file */
	const char *atr;		/* hexadecimal, unless --atr says */
	size_t serial_len;		/* bytes, VSTATE_SERIAL_MAX at most */
	size_t pin_min, pin_max;	/* digits */
	size_t puk_min, puk_max;
	size_t key_min, key_max;	/* bytes of the key for unlocking */
	int pin_tries, puk_tries, auth_tries;	/* full counters */
	size_t pairs;			/* keys with a certificate */
	bool dies_of_puk;
	bool extended;			/* takes extended lengths; its answer
					 * to reset says that it does */
	struct vcommands commands;	/* its own … */
	const struct vcommands *family;	/* … and, behind them, those that it
					 * shares; NULL: none */

	/* Put together what never changes (NULL: nothing); what was made is
	 * freed with the card, also after an error. */
	enum err (*build)(struct vcard *card);
};

extern const struct vtype vtype_akis1;
extern const struct vtype vtype_akis2;
extern const struct vtype vtype_akis_scp;
extern const struct vtype vtype_piv;
extern const struct vtype vtype_gids;
extern const struct vtype vtype_openpgp;
extern const struct vtype vtype_openpgp_kdf;

/* The type of that name, or NULL. */
const struct vtype *vtype_find(const char *name);

/* "akis1 piv …", for usage texts. */
void vtype_names(char *out, size_t size);

#endif
