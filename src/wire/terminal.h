/* The name by which a terminal is known to the portal: portal.terminal, the
 * common name of its certificate, part of its User-Agent. */
#ifndef WIRE_TERMINAL_H
#define WIRE_TERMINAL_H

#include <stdbool.h>

/* 1 to 47 letters of A-Z, a-z, 0-9 and "-_.:", as openapi.yaml has it. */
bool terminal_is_name(const char *text);

#endif
