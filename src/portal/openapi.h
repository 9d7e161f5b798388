/* src/portal/openapi.yaml, as the portal serves it. */
#ifndef PORTAL_OPENAPI_H
#define PORTAL_OPENAPI_H

#include <stddef.h>

extern const char openapi_text[];
extern const size_t openapi_size;

#endif
