#include "card/driver.h"

#include <string.h>

#include "card/drv_akis.h"
#include "card/drv_akis2.h"
#include "card/drv_gids.h"
#include "card/drv_openpgp.h"
#include "card/drv_p15.h"
#include "card/drv_piv.h"

/* The order has no meaning: config/cards.yaml says which card goes to which
 * driver, and there the order of the entries decides. */
static const struct card_driver *const drivers[] = {
	&drv_akis,
	&drv_akis_scp,
	&drv_akis2,
	&drv_p15,
	&drv_piv,
	&drv_gids,
	&drv_openpgp,
};

const struct card_driver *
driver_find(const char *name)
{
	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
		if (strcmp(drivers[i]->name, name) == 0)
			return drivers[i];
	}
	return NULL;
}

enum err
driver_expect_serial(const uint8_t *read, size_t read_len,
    const uint8_t *wanted, size_t wanted_len)
{
	return read_len == wanted_len &&
	    memcmp(read, wanted, wanted_len) == 0 ? ERR_OK : ERR_CARD_OTHER;
}

enum err
driver_no_certificate(const struct exchange *x, enum err e,
    struct driver_certs *certs)
{
	if (exchange_is_over(x, e))
		return e;
	certs->more |= e != ERR_NOT_FOUND && e != ERR_CARD_REFUSED;
	return ERR_OK;
}
