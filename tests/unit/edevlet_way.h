/* The way that people go from the door of e-Devlet to the PIN. */
#ifndef UNIT_EDEVLET_WAY_H
#define UNIT_EDEVLET_WAY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "core/state.h"
#include "fake/stage.h"

__attribute__((unused)) static void
to_gate(struct stage *t)
{
	stage_to_start(t);
	stage_press(t, "edevlet");
	assert_screen(t, "online-operations");
	stage_press(t, "enter");
	assert_screen(t, "edevlet-gate");
}

__attribute__((unused)) static void
to_ways(struct stage *t)
{
	to_gate(t);
	stage_press(t, "go");
	assert_screen(t, "edevlet-login");
}

__attribute__((unused)) static void
to_password(struct stage *t)
{
	to_ways(t);
	stage_press(t, "password");
	assert_screen(t, "edevlet-password");
	stage_refill(t, "identity", STAGE_IDENTITY);
	stage_refill(t, "edevlet_password", "Kapı4Şifre");
}

__attribute__((unused)) static void
to_menu(struct stage *t)
{
	to_password(t);
	stage_press(t, "login");
	assert_screen(t, "nes-menu");
}

__attribute__((unused)) static void
to_code(struct stage *t)
{
	to_menu(t);
	stage_press(t, "unlock");
	assert_screen(t, "verification-code");
}

__attribute__((unused)) static void
to_esign(struct stage *t)
{
	to_code(t);
	stage_key(t, REQ_PRESS);	/* one key takes it over */
	assert_screen(t, "esign-code");
}

__attribute__((unused)) static void
to_pin(struct stage *t)
{
	to_esign(t);
	stage_press(t, "next");
	assert_screen(t, "esign-notice");
	stage_press(t, "next");
	assert_screen(t, "esign-pin");
}

__attribute__((unused)) static void
to_confirm(struct stage *t)
{
	to_pin(t);
	stage_fill_pin(t, STAGE_PIN);
	stage_press(t, "change");
	assert_screen(t, "esign-confirm");
}

#endif
