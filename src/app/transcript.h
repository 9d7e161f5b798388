/* A view as plain mode (--plain) would say it, with what it would ask. */
#ifndef APP_TRANSCRIPT_H
#define APP_TRANSCRIPT_H

#include "base/err.h"
#include "core/view.h"

/* To standard output, in lines of `width` cells. */
MUST_CHECK enum err transcript_print(const struct view *v, int width);

#endif
