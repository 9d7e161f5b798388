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
	    .path = "/v1/captcha/{id}", .bearer = true, .safe = true,
	    .type = "image/png" },
	[WIRE_CAPTCHA_QUESTION] = { .name = "captchaQuestion",
	    .method = "POST", .path = "/v1/captcha-question", .bearer = true,
	    .idempotent_key = true },
	[WIRE_LOGIN_PASSWORD] = { .name = "loginPassword", .method = "POST",
	    .path = "/v1/login/password", .bearer = true,
	    .idempotent_key = true },
	[WIRE_LOGIN_CHALLENGE] = { .name = "loginChallenge",
	    .method = "POST", .path = "/v1/login/challenge", .bearer = true,
	    .idempotent_key = true },
	[WIRE_LOGIN_SIGNATURE] = { .name = "loginSignature",
	    .method = "POST", .path = "/v1/login/signature", .bearer = true,
	    .idempotent_key = true },
	[WIRE_OPERATOR_PASSWORD] = { .name = "operatorPassword",
	    .method = "POST", .path = "/v1/operator/password", .bearer = true,
	    .idempotent_key = true },
	[WIRE_OPERATOR_SIGNATURE] = { .name = "operatorSignature",
	    .method = "POST", .path = "/v1/operator/signature",
	    .bearer = true, .idempotent_key = true },
	/* Its token authorises it; ending twice is ending once. */
	[WIRE_OPERATOR_END] = { .name = "operatorEnd", .method = "POST",
	    .path = "/v1/operator/end", .safe = true },
	[WIRE_SMS_SEND] = { .name = "smsSend", .method = "POST",
	    .path = "/v1/sms", .bearer = true, .idempotent_key = true },
	[WIRE_SMS_VERIFY] = { .name = "smsVerify", .method = "POST",
	    .path = "/v1/sms/verify", .bearer = true, .idempotent_key = true },
	[WIRE_WORD_REQUEST] = { .name = "wordRequest", .method = "POST",
	    .path = "/v1/security-word/request", .bearer = true,
	    .idempotent_key = true },
	[WIRE_WORD_SET] = { .name = "wordSet", .method = "POST",
	    .path = "/v1/security-word", .bearer = true,
	    .idempotent_key = true },
	[WIRE_PROFILE_READ] = { .name = "profileRead", .method = "GET",
	    .path = "/v1/profile", .bearer = true, .safe = true },
	[WIRE_PHONE_CHANGE] = { .name = "phoneChange", .method = "POST",
	    .path = "/v1/profile/phone", .bearer = true,
	    .idempotent_key = true },
	[WIRE_PHONE_CONFIRM] = { .name = "phoneConfirm", .method = "POST",
	    .path = "/v1/profile/phone/confirm", .bearer = true,
	    .idempotent_key = true },
	[WIRE_EMAIL_CHANGE] = { .name = "emailChange", .method = "POST",
	    .path = "/v1/profile/email", .bearer = true,
	    .idempotent_key = true },
	[WIRE_EMAIL_CONFIRM] = { .name = "emailConfirm", .method = "POST",
	    .path = "/v1/profile/email/confirm", .bearer = true,
	    .idempotent_key = true },
	[WIRE_ADDRESS_CHANGE] = { .name = "addressChange", .method = "PUT",
	    .path = "/v1/profile/address", .bearer = true,
	    .idempotent_key = true },
	[WIRE_APPROVAL_READ] = { .name = "approvalRead", .method = "GET",
	    .path = "/v1/e-approval", .bearer = true, .safe = true },
	[WIRE_APPROVAL_GIVE] = { .name = "approvalGive", .method = "POST",
	    .path = "/v1/e-approval", .bearer = true, .idempotent_key = true },
	[WIRE_APPROVAL_WITHDRAW] = { .name = "approvalWithdraw",
	    .method = "DELETE", .path = "/v1/e-approval", .bearer = true,
	    .idempotent_key = true },
	[WIRE_UNLOCK_OPEN] = { .name = "unlockOpen", .method = "POST",
	    .path = "/v1/unlock", .bearer = true, .idempotent_key = true },
	[WIRE_UNLOCK_CRYPTOGRAM] = { .name = "unlockCryptogram",
	    .method = "POST", .path = "/v1/unlock/{id}/cryptogram",
	    .bearer = true, .idempotent_key = true },
	[WIRE_UNLOCK_RELAY] = { .name = "unlockRelay", .method = "POST",
	    .path = "/v1/unlock/{id}/relay", .bearer = true,
	    .idempotent_key = true },
	/* The id alone authorises the report: a terminal that was killed has
	 * lost its token and must still be able to tell what its card did. */
	[WIRE_UNLOCK_REPORT] = { .name = "unlockReport", .method = "PUT",
	    .path = "/v1/unlock/{id}/result", .idempotent_key = true },
	[WIRE_LETTER_READ] = { .name = "letterRead", .method = "POST",
	    .path = "/v1/letter", .bearer = true, .idempotent_key = true },
	[WIRE_LETTER_PDF] = { .name = "letterPdf", .method = "POST",
	    .path = "/v1/letter/{id}/pdf", .bearer = true, .safe = true,
	    .type = "application/pdf" },
	[WIRE_LETTER_ERASE] = { .name = "letterErase", .method = "DELETE",
	    .path = "/v1/letter/{id}", .bearer = true,
	    .idempotent_key = true },
	[WIRE_CERTIFICATE_LIST] = { .name = "certificateList",
	    .method = "GET", .path = "/v1/certificates", .bearer = true,
	    .safe = true },
	[WIRE_CERTIFICATE_DETAIL] = { .name = "certificateDetail",
	    .method = "GET", .path = "/v1/certificates/{id}", .bearer = true,
	    .safe = true },
	[WIRE_CERTIFICATE_ACTIVATE] = { .name = "certificateActivate",
	    .method = "POST", .path = "/v1/certificates/{id}/activate",
	    .bearer = true, .idempotent_key = true },
	[WIRE_CERTIFICATE_SUSPEND] = { .name = "certificateSuspend",
	    .method = "POST", .path = "/v1/certificates/{id}/suspend",
	    .bearer = true, .idempotent_key = true },
	[WIRE_CERTIFICATE_RESUME] = { .name = "certificateResume",
	    .method = "POST", .path = "/v1/certificates/{id}/resume",
	    .bearer = true, .idempotent_key = true },
	[WIRE_CERTIFICATE_REVOKE] = { .name = "certificateRevoke",
	    .method = "POST", .path = "/v1/certificates/{id}/revoke",
	    .bearer = true, .idempotent_key = true },
	[WIRE_EDEVLET] = { .name = "edevlet", .method = "GET",
	    .path = "/v1/edevlet", .bearer = true, .safe = true },
	[WIRE_EDEVLET_PASSWORD] = { .name = "edevletPassword",
	    .method = "POST", .path = "/v1/edevlet/password", .bearer = true,
	    .idempotent_key = true },
	[WIRE_EDEVLET_BEGIN] = { .name = "edevletBegin", .method = "POST",
	    .path = "/v1/edevlet/login", .bearer = true,
	    .idempotent_key = true },
	/* Asking twice is asking once: an approved login stays approved. */
	[WIRE_EDEVLET_POLL] = { .name = "edevletPoll", .method = "POST",
	    .path = "/v1/edevlet/login/{id}", .bearer = true, .safe = true },
	[WIRE_VERIFICATION_NEW] = { .name = "verificationNew",
	    .method = "POST", .path = "/v1/verification", .bearer = true,
	    .idempotent_key = true },
	[WIRE_CONFIRM_SEND] = { .name = "confirmSend", .method = "POST",
	    .path = "/v1/unlock/{id}/sms", .bearer = true,
	    .idempotent_key = true },
	[WIRE_CONFIRM_SMS] = { .name = "confirmSms", .method = "POST",
	    .path = "/v1/unlock/{id}/sms/verify", .bearer = true,
	    .idempotent_key = true },
	[WIRE_CONFIRM_PASSWORD] = { .name = "confirmPassword",
	    .method = "POST", .path = "/v1/unlock/{id}/password",
	    .bearer = true, .idempotent_key = true },
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
