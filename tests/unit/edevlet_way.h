/* The way that people go from the door of e-Devlet to the PIN. */
#ifndef UNIT_EDEVLET_WAY_H
#define UNIT_EDEVLET_WAY_H

#include "stage_fixture.h"

#include <string.h>

#include "base/secret.h"
#include "core/state.h"

static inline void
to_gate(void)
{
	stage_to_start(&t);
	stage_press(&t, "edevlet");
	assert_screen(&t, "online-operations");
	stage_press(&t, "enter");
	assert_screen(&t, "edevlet-gate");
}

static inline void
to_ways(void)
{
	to_gate();
	stage_press(&t, "go");
	assert_screen(&t, "edevlet-login");
}

static inline void
to_password(void)
{
	to_ways();
	stage_press(&t, "password");
	assert_screen(&t, "edevlet-password");
	stage_refill(&t, "identity", STAGE_IDENTITY);
	stage_refill(&t, "edevlet_password", "Kapı4Şifre");
}

static inline void
to_menu(void)
{
	to_password();
	stage_press(&t, "login");
	assert_screen(&t, "nes-menu");
}

static inline void
to_code(void)
{
	to_menu();
	stage_press(&t, "unlock");
	assert_screen(&t, "verification-code");
}

static inline void
to_esign(void)
{
	to_code();
	stage_key(&t, REQ_PRESS);	/* one key takes it over */
	assert_screen(&t, "esign-code");
}

static inline void
to_pin(void)
{
	to_esign();
	stage_press(&t, "next");
	assert_screen(&t, "esign-notice");
	stage_press(&t, "next");
	assert_screen(&t, "esign-pin");
}

static inline void
to_confirm(void)
{
	to_pin();
	stage_fill_pin(&t, STAGE_PIN);
	stage_press(&t, "change");
	assert_screen(&t, "esign-confirm");
}

#endif
