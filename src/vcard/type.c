#include "vcard/type.h"

#include <stdio.h>
#include <string.h>

static const struct vtype *const types[] = {
	&vtype_akis1, &vtype_akis2, &vtype_akis_scp, &vtype_piv, &vtype_gids,
	&vtype_openpgp, &vtype_openpgp_kdf,
};

#define TYPE_COUNT (sizeof(types) / sizeof(types[0]))

const struct vtype *
vtype_find(const char *name)
{
	for (size_t i = 0; i < TYPE_COUNT; i++) {
		if (strcmp(types[i]->name, name) == 0)
			return types[i];
	}
	return NULL;
}

void
vtype_names(char *out, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < TYPE_COUNT && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s",
		    i == 0 ? "" : " ", types[i]->name);
}
