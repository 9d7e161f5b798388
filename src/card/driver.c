#include "card/driver.h"

#include <string.h>

#include "card/drv_akis.h"

/* The order has no meaning: config/cards.yaml says which card goes to which
 * driver, and there the order of the entries decides. */
static const struct card_driver *const drivers[] = {
	&drv_akis
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
