#include "portal/sms_out.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/secret.h"
#include "portal/gateway.h"

#define MESSAGE_MAX 1024

enum err
sms_send(const struct config *c, const struct wording *wording,
    const char *language, const char *phone, const struct secret *code)
{
	const char *text = strcmp(language, "en") == 0 ? wording->en :
	    wording->tr;
	char minutes[16];
	const struct gateway_place places[] = {
		{ "code", secret_bytes(code), secret_len(code) },
		{ "minutes", minutes, (size_t)snprintf(minutes,
		    sizeof(minutes), "%d", (c->sms + 59) / 60) },
		{ NULL, NULL, 0 },
	};
	struct buf message;
	enum err e;

	buf_init(&message, MESSAGE_MAX);
	e = buf_addf(&message, "To: %s\n\n", phone);
	if (e == ERR_OK)
		e = gateway_fill(text, places, &message);
	if (e == ERR_OK)
		e = buf_add_str(&message, "\n");
	if (e == ERR_OK)
		e = gateway_run(&c->sms_program, "sms.failed", &message);
	else
		log_event(LOG_ERROR, "sms.failed", "text: %s", err_name(e));
	buf_free(&message);
	return e == ERR_OK ? ERR_OK : ERR_IO;
}
