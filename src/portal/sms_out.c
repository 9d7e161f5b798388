#include "portal/sms_out.h"

#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/program.h"
#include "base/secret.h"

#define MESSAGE_MAX 1024	/* well below PIPE_BUF: one write, no waiting */

/* ---- The text ---- */

static enum err
add_place(struct buf *out, const char *place, size_t len,
    const struct config *c, const struct secret *code)
{
	if (len == 4 && memcmp(place, "code", len) == 0)
		return buf_add(out, secret_bytes(code), secret_len(code));
	if (len == 7 && memcmp(place, "minutes", len) == 0)
		return buf_addf(out, "%d", (c->sms + 59) / 60);
	return ERR_SYNTAX;
}

static enum err
compose(const struct config *c, const char *text, const char *phone,
    const struct secret *code, struct buf *out)
{
	enum err e;

	e = buf_addf(out, "To: %s\n\n", phone);
	while (e == ERR_OK && *text != '\0') {
		const char *open = strchr(text, '{');
		const char *close = open == NULL ? NULL : strchr(open, '}');

		if (close == NULL) {
			e = buf_add_str(out, text);
			break;
		}
		e = buf_add(out, text, (size_t)(open - text));
		if (e == ERR_OK)
			e = add_place(out, open + 1,
			    (size_t)(close - open - 1), c, code);
		text = close + 1;
	}
	return e == ERR_OK ? buf_add_str(out, "\n") : e;
}

static enum err
run(const struct config *c, const struct buf *message)
{
	char argv_copy[CONFIG_ARGS][CONFIG_PATH];
	char *argv[CONFIG_ARGS + 1] = { NULL };
	const struct program program = { .event = "sms.failed", .argv = argv,
	    .fds = { -1 }, .count = 1, .input = message->data,
	    .input_len = message->len, .seconds = c->sms_timeout };

	memcpy(argv_copy, c->sms_argv, sizeof(argv_copy));
	for (size_t i = 0; i < c->sms_argc; i++)
		argv[i] = argv_copy[i];
	return program_run(&program);
}

enum err
sms_send(const struct config *config, enum sms_text which,
    const char *language, const char *phone, const struct secret *code)
{
	const struct sms_texts *texts = &config->sms_texts[which];
	struct buf message;
	enum err e;

	buf_init(&message, MESSAGE_MAX);
	e = compose(config, strcmp(language, "en") == 0 ? texts->en :
	    texts->tr, phone, code, &message);
	if (e == ERR_OK)
		e = run(config, &message);
	else
		log_event(LOG_ERROR, "sms.failed", "text: %s", err_name(e));
	buf_free(&message);
	return e == ERR_OK ? ERR_OK : ERR_IO;
}

enum err
sms_send_mobile(const struct config *config, const char *language,
    const char *phone, const char *code)
{
	struct secret *copy = secret_new(strlen(code));
	enum err e = ERR_NO_MEMORY;

	if (copy != NULL)
		e = secret_set(copy, code, strlen(code));
	if (e == ERR_OK)
		e = sms_send(config, SMS_MOBILE, language, phone, copy);
	secret_free(&copy);
	return e;
}
