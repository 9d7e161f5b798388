/* What the actions on a person's own data share. */
#ifndef CORE_PERSON_H
#define CORE_PERSON_H

#include "core/state.h"

/* The portal has one code for each kind of refusal; what it means to the
 * person depends on where the code went: to a mail address, not by SMS. */
enum err person_outcome(enum err e);

#endif
