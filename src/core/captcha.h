/* The captcha of a visit: a picture, or a question in words for who cannot
 * see one.  Parts of the actions that need one. */
#ifndef CORE_CAPTCHA_H
#define CORE_CAPTCHA_H

#include "core/state.h"

/* The answer was wrong, or was not looked at because of `e`: get another one,
 * then end the action with `e`. */
void captcha_again(struct session *s, enum err e);

/* There is none that the portal would look at. */
bool captcha_is_over(const struct session *s);

#endif
