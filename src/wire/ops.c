#include "wire/wire.h"

#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>

#include "base/secret.h"

static const struct wire_op_info ops[WIRE_OP_COUNT] = {
	[WIRE_HEALTH] = { .name = "health", .method = "GET",
	    .path = "/v1/health", .safe = true },
	[WIRE_SESSION_OPEN] = { .name = "sessionOpen", .method = "POST",
	    .path = "/v1/session", .idempotent_key = true },
	[WIRE_SESSION_KEEP] = { .name = "sessionKeep", .method = "POST",
	    .path = "/v1/session/keep", .bearer = true, .safe = true },
	[WIRE_SESSION_CLOSE] = { .name = "sessionClose", .method = "DELETE",
	    .path = "/v1/session", .bearer = true, .safe = true },
	[WIRE_CAPTCHA_NEW] = { .name = "captchaNew", .method = "POST",
	    .path = "/v1/captcha", .bearer = true, .idempotent_key = true },
	[WIRE_CAPTCHA_IMAGE] = { .name = "captchaImage", .method = "GET",
	    .path = "/v1/captcha/{id}", .bearer = true, .safe = true },
	[WIRE_LOGIN_PASSWORD] = { .name = "loginPassword", .method = "POST",
	    .path = "/v1/login/password", .bearer = true,
	    .idempotent_key = true },
	[WIRE_SMS_SEND] = { .name = "smsSend", .method = "POST",
	    .path = "/v1/sms", .bearer = true, .idempotent_key = true },
	[WIRE_SMS_VERIFY] = { .name = "smsVerify", .method = "POST",
	    .path = "/v1/sms/verify", .bearer = true, .idempotent_key = true },
	[WIRE_UNLOCK_OPEN] = { .name = "unlockOpen", .method = "POST",
	    .path = "/v1/unlock", .bearer = true, .idempotent_key = true },
	[WIRE_UNLOCK_CRYPTOGRAM] = { .name = "unlockCryptogram",
	    .method = "POST", .path = "/v1/unlock/{id}/cryptogram",
	    .bearer = true, .idempotent_key = true },
	/* The id alone authorises the report: a terminal that was killed has
	 * lost its token and must still be able to tell what its card did. */
	[WIRE_UNLOCK_REPORT] = { .name = "unlockReport", .method = "PUT",
	    .path = "/v1/unlock/{id}/result", .idempotent_key = true },
};

const struct wire_op_info *
wire_op_info(enum wire_op op)
{
	if ((unsigned)op >= WIRE_OP_COUNT)
		return NULL;
	return &ops[op];
}

/* jansson frees what it outgrows and what is dropped through here, so no copy
 * of a word, code or token stays behind. */
static void
wiping_free(void *block)
{
	if (block == NULL)
		return;
	secret_wipe_mem(block, malloc_usable_size(block));
	free(block);
}

void
wire_init(void)
{
	json_set_alloc_funcs(malloc, wiping_free);
}
