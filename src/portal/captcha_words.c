#include "portal/captcha_words.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <openssl/rand.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "portal/gateway.h"

static char
letter_of(const char *word)
{
	return ascii_lower(word[0]);
}

static enum err
random_below(uint32_t count, uint32_t *out)
{
	uint32_t number;

	if (count == 0)
		return ERR_INTERNAL;
	do {
		if (RAND_priv_bytes((unsigned char *)&number,
		    sizeof(number)) != 1)
			return ERR_INTERNAL;
	} while (number >= UINT32_MAX - UINT32_MAX % count);
	*out = number % count;
	return ERR_OK;
}

/* Any of the words that begin so; NULL: there is none. */
static enum err
pick_word(const struct captcha_words *words, char letter, const char **out)
{
	uint32_t count = 0, chosen = 0;
	enum err e;

	for (size_t i = 0; i < words->count; i++)
		count += letter_of(words->list[i]) == letter ? 1 : 0;
	*out = NULL;
	if (count == 0)
		return ERR_OK;
	e = random_below(count, &chosen);
	for (size_t i = 0; e == ERR_OK && i < words->count; i++) {
		if (letter_of(words->list[i]) == letter && chosen-- == 0) {
			*out = words->list[i];
			break;
		}
	}
	return e;
}

/* The letters that both languages have words for, each once. */
static size_t
letters_in(const struct config *c, char out[static 27])
{
	size_t count = 0;

	for (char letter = 'a'; letter <= 'z'; letter++) {
		bool tr = false, en = false;

		for (size_t i = 0; i < c->captcha_tr.count; i++)
			tr |= letter_of(c->captcha_tr.list[i]) == letter;
		for (size_t i = 0; i < c->captcha_en.count; i++)
			en |= letter_of(c->captcha_en.list[i]) == letter;
		if (tr && en)
			out[count++] = letter;
	}
	out[count] = '\0';
	return count;
}

static enum err
ask(const struct captcha_words *words, const char *text, const char *answer,
    char out[static WIRE_QUESTION])
{
	char list[CAPTCHA_LETTERS * (CONFIG_WORD + 2)] = "";
	struct gateway_place places[2] = { { "words", list, 0 },
	    { NULL, NULL, 0 } };
	struct buf question;
	size_t used = 0;
	enum err e = ERR_OK;

	for (int i = 0; e == ERR_OK && i < CAPTCHA_LETTERS; i++) {
		const char *word;

		e = pick_word(words, answer[i], &word);
		if (e == ERR_OK)
			used += (size_t)snprintf(list + used,
			    sizeof(list) - used, "%s%s", i == 0 ? "" : ", ",
			    word);
	}
	places[0].len = used;
	buf_init(&question, WIRE_QUESTION - 1);
	if (e == ERR_OK)
		e = gateway_fill(text, places, &question);
	if (e == ERR_OK)
		memcpy(out, question.data, question.len + 1);
	buf_free(&question);
	return e == ERR_OK ? ERR_OK : ERR_INTERNAL;
}

enum err
captcha_question(const struct config *c,
    char answer[static CAPTCHA_LETTERS + 1], char tr[static WIRE_QUESTION],
    char en[static WIRE_QUESTION])
{
	char letters[27];
	size_t count = letters_in(c, letters);
	enum err e = count == 0 ? ERR_INTERNAL : ERR_OK;

	for (int i = 0; e == ERR_OK && i < CAPTCHA_LETTERS; i++) {
		uint32_t chosen = 0;

		e = random_below((uint32_t)count, &chosen);
		answer[i] = letters[chosen];
	}
	answer[CAPTCHA_LETTERS] = '\0';
	if (e == ERR_OK)
		e = ask(&c->captcha_tr, c->captcha_question.tr, answer, tr);
	return e != ERR_OK ? e : ask(&c->captcha_en, c->captcha_question.en,
	    answer, en);
}
