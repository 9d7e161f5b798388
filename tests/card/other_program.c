/* Another program on the machine that wants the card in the first reader.
 *
 *	other_program try	is told that somebody else has it: status 0
 *	other_program reset	use it, reset it, let go
 *	other_program hold	have it alone until the standard input ends; says
 *				"held" when it has */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <winscard.h>

static SCARDCONTEXT context;
static SCARDHANDLE card;

static LONG
take(DWORD share)
{
	char readers[1024];
	DWORD len = sizeof(readers), protocol;
	LONG rv = SCardListReaders(context, NULL, readers, &len);

	if (rv != SCARD_S_SUCCESS)
		return rv;
	return SCardConnect(context, readers, share, SCARD_PROTOCOL_T0 |
	    SCARD_PROTOCOL_T1, &card, &protocol);
}

static LONG
reset(void)
{
	DWORD protocol;
	LONG rv = take(SCARD_SHARE_SHARED);

	if (rv == SCARD_S_SUCCESS)
		rv = SCardReconnect(card, SCARD_SHARE_SHARED,
		    SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, SCARD_RESET_CARD,
		    &protocol);
	return rv == SCARD_S_SUCCESS ?
	    SCardDisconnect(card, SCARD_LEAVE_CARD) : rv;
}

static LONG
hold(void)
{
	LONG rv = take(SCARD_SHARE_EXCLUSIVE);
	char byte;

	if (rv != SCARD_S_SUCCESS)
		return rv;
	puts("held");
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	return SCardDisconnect(card, SCARD_LEAVE_CARD);
}

int
main(int argc, char **argv)
{
	const char *what = argc == 2 ? argv[1] : "";
	LONG wanted = SCARD_S_SUCCESS;
	LONG rv = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL,
	    &context);

	if (rv == SCARD_S_SUCCESS && strcmp(what, "try") == 0) {
		wanted = SCARD_E_SHARING_VIOLATION;
		rv = take(SCARD_SHARE_SHARED);
	} else if (rv == SCARD_S_SUCCESS && strcmp(what, "reset") == 0)
		rv = reset();
	else if (rv == SCARD_S_SUCCESS && strcmp(what, "hold") == 0)
		rv = hold();
	else if (rv == SCARD_S_SUCCESS)
		return 2;
	fprintf(stderr, "%s: %s\n", what, pcsc_stringify_error(rv));
	return rv == wanted ? 0 : 1;
}
