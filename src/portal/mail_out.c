#include "portal/mail_out.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "portal/gateway.h"
#include "portal/seal.h"

#define ENCODED 39		/* bytes of an encoded word: RFC 2047 allows
				 * a line of 76 letters that has one */

/* As many bytes of whole letters as an encoded word has room for. */
static size_t
piece_of(const char *text)
{
	size_t len = strlen(text), at = 0, step;
	uint32_t cp;

	for (; at < len; at += step) {
		step = utf8_decode(text + at, len - at, &cp);
		if (step == 0 || at + step > ENCODED)
			break;
	}
	return at;
}

static enum err
add_subject(const char *text, struct buf *out)
{
	unsigned char base64[4 * ENCODED];
	const char *lead = "Subject: ";
	enum err e = ERR_OK;

	while (e == ERR_OK && *text != '\0') {
		size_t len = piece_of(text);

		if (len == 0)
			return ERR_SYNTAX;
		EVP_EncodeBlock(base64, (const unsigned char *)text, (int)len);
		e = buf_addf(out, "%s=?UTF-8?B?%s?=\n", lead,
		    (const char *)base64);
		text += len;
		lead = " ";
	}
	return e;
}

/* In English whatever the locale, and in UTC. */
static enum err
add_date(int64_t now, struct buf *out)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t seconds = (time_t)now;
	struct tm t;

	if (gmtime_r(&seconds, &t) == NULL)
		return ERR_INTERNAL;
	return buf_addf(out, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0000\n",
	    days + 3 * t.tm_wday, t.tm_mday, months + 3 * t.tm_mon,
	    t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

/* Random, at the domain of whom it is from. */
static enum err
add_id(const char *from, struct buf *out)
{
	const char *at = strrchr(from, '@');
	char id[33];
	enum err e = seal_random_id(16, id, sizeof(id));

	if (e != ERR_OK)
		return e;
	return buf_addf(out, "Message-ID: <%s%.*s>\n", id, at == NULL ? 0 :
	    (int)strcspn(at, "> "), at == NULL ? "" : at);
}

static enum err
add_headers(const struct config *c, const char *subject, const char *to,
    int64_t now, struct buf *out)
{
	enum err e;

	e = buf_addf(out, "From: %s\nTo: %s\n", c->mail_from, to);
	if (e == ERR_OK)
		e = add_subject(subject, out);
	if (e == ERR_OK)
		e = add_date(now, out);
	if (e == ERR_OK)
		e = add_id(c->mail_from, out);
	return e != ERR_OK ? e : buf_add_str(out, "MIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=UTF-8\n"
	    "Content-Transfer-Encoding: 8bit\n"
	    "Auto-Submitted: auto-generated\n\n");
}

enum err
mail_compose(const struct config *c, const struct mail_wording *wording,
    const char *language, const char *to, const struct secret *code,
    int64_t now, struct buf *out)
{
	bool english = strcmp(language, "en") == 0;
	char minutes[16];
	struct gateway_place places[] = { { "minutes", minutes, 0 },
	    { NULL, NULL, 0 }, { NULL, NULL, 0 } };
	enum err e;

	places[0].len = (size_t)snprintf(minutes, sizeof(minutes), "%d",
	    (c->mail + 59) / 60);
	if (code != NULL)
		places[1] = (struct gateway_place){ "code",
		    secret_bytes(code), secret_len(code) };
	e = add_headers(c, english ? wording->subject.en :
	    wording->subject.tr, to, now, out);
	if (e == ERR_OK)
		e = gateway_fill(english ? wording->text.en :
		    wording->text.tr, places, out);
	return e == ERR_OK ? buf_add_str(out, "\n") : e;
}

enum err
mail_send(const struct config *c, const struct mail_wording *wording,
    const char *language, const char *to, const struct secret *code,
    int64_t now)
{
	struct buf message;
	enum err e;

	buf_init(&message, GATEWAY_MAX);
	e = mail_compose(c, wording, language, to, code, now, &message);
	if (e == ERR_OK)
		e = gateway_run(&c->mail_program, "mail.failed", &message);
	else
		log_event(LOG_ERROR, "mail.failed", "text: %s", err_name(e));
	buf_free(&message);
	return e == ERR_OK ? ERR_OK : ERR_IO;
}
