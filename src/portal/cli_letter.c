/* enrol letter */
#include "portal/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "portal/store.h"
#include "portal/store_letter.h"

#define YEAR_FIRST 2000
#define PIN_LEAST 4

static enum err
read_year(const char *text, int *year)
{
	if (strspn(text, "0123456789") != 4 || text[4] != '\0')
		return ERR_ARGUMENT;
	*year = 0;
	for (; *text != '\0'; text++)
		*year = 10 * *year + *text - '0';
	return *year >= YEAR_FIRST ? ERR_OK : ERR_ARGUMENT;
}

static bool
is_digits(const struct secret *s)
{
	for (size_t i = 0; i < secret_len(s); i++) {
		if (!ascii_is_digit((char)secret_bytes(s)[i]))
			return false;
	}
	return true;
}

/* The PIN is the first line, a PUK the second. */
static enum err
read_values(struct letter *l)
{
	enum err e = cli_read_line("PIN: ", l->pin);

	if (e == ERR_OK && l->year <= LETTER_PUK_YEAR)
		e = cli_read_line("PUK (empty: none): ", l->puk);
	if (e != ERR_OK)
		return e;
	if (!is_digits(l->pin) || !is_digits(l->puk))
		return ERR_FIELD_CHARACTERS;
	if (secret_len(l->pin) < PIN_LEAST ||
	    (secret_len(l->puk) > 0 && secret_len(l->puk) < PIN_LEAST))
		return ERR_FIELD_LENGTH;
	return ERR_OK;
}

static enum err
put(struct portal *p, const struct letter *l)
{
	char detail[64], end[16];
	enum err e;

	person_mask_serial(l->serial, end, sizeof(end));
	snprintf(detail, sizeof(detail), "card=%s", end);
	e = letter_put(p->store, &p->keys, l, clock_wall_s());
	return e == ERR_OK ? cli_note(p, "enrol.letter", NULL, detail) : e;
}

static int
enrol(struct portal *p, const char *serial, const char *year,
    struct letter *l)
{
	enum err e;

	if (person_serial(serial, l->serial) != ERR_OK)
		return cli_fail(ERR_ARGUMENT, "--serial");
	if (read_year(year, &l->year) != ERR_OK)
		return cli_fail(ERR_ARGUMENT, "--year");
	e = read_values(l);
	if (e != ERR_OK)
		return cli_fail(e, "PIN and PUK (4 to 16 digits, a line each;"
		    " a PUK only for cards made up to 2010)");
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, put(p, l));
	/* An older letter is gone from the files as well. */
	if (e == ERR_OK)
		e = store_scrub(p->store);
	if (e != ERR_OK && e != ERR_PORTAL_BUSY)
		return cli_fail(e, "enrol letter");
	puts("letter stored");
	return CLI_OK;
}

int
cli_enrol_letter(struct portal *p, int argc, char **argv)
{
	const char *serial = NULL, *year = NULL;
	const struct cli_option options[] = { { "serial", &serial, true },
		{ "year", &year, true } };
	struct letter letter;
	int status;

	if (!cli_options(argc, argv, options, 2))
		return CLI_USAGE;
	status = letter_init(&letter) == ERR_OK ?
	    enrol(p, serial, year, &letter) :
	    cli_fail(ERR_NO_MEMORY, "enrol letter");
	letter_free(&letter);
	return status;
}
