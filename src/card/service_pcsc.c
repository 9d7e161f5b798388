#include "card/service_pcsc.h"

#include <stddef.h>

#include <winscard.h>

#include "card/link_pcsc.h"
#include "card/wait_pcscd.h"

/* pcscd answers "stopped" to a library whose protocol it does not speak, and
 * goes on listening; one that has stopped does not listen. */
enum err
service_open(long *context)
{
	LONG rv;

	*context = 0;
	rv = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, context);
	if (rv == SCARD_S_SUCCESS)
		return ERR_OK;
	*context = 0;
	if (rv == SCARD_E_SERVICE_STOPPED && wait_pcscd_listens())
		return ERR_PCSCD_VERSION;
	return pcsc_err(rv);
}
