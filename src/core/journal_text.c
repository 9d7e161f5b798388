#include "core/journal_text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/utf8.h"

#define HEAD "cilingir-journal 1\n"
#define TAIL "end\n"
#define WORD_MAX (2 * CARD_SERIAL_MAX + 1)
#define TRIES_MAX 99

static const char *const states[JOURNAL_STATES] = {
	[JOURNAL_INTENT] = "intent", [JOURNAL_WRITING] = "writing",
	[JOURNAL_DONE] = "done", [JOURNAL_UNCHANGED] = "unchanged",
	[JOURNAL_UNKNOWN] = "unknown",
};

bool
journal_id_valid(const char *id)
{
	size_t i;

	for (i = 0; id[i] != '\0'; i++)
		if (!ascii_is_digit(id[i]) && !ascii_is_alpha(id[i]) &&
		    strchr("-_.", id[i]) == NULL)
			return false;
	return i > 0 && i < WIRE_ID;
}

enum err
journal_text_write(const struct journal *j, struct buf *out)
{
	const struct journal_record *r;
	char serial[WORD_MAX];
	bool numbered;
	enum err e = buf_add_str(out, HEAD);
	size_t i;

	for (i = 0; i < j->count && e == ERR_OK; i++) {
		r = &j->records[i];
		hex_encode(r->serial, r->serial_len, serial, sizeof(serial));
		numbered = r->case_no[0] != '\0';
		e = buf_addf(out, "unlock=%s key=%s serial=%s before=%d "
		    "after=%d state=%s reason=%s %s%s%swall=%" PRId64 "\n",
		    r->unlock, r->key, serial, r->before, r->after,
		    states[r->state], err_name(r->reason),
		    numbered ? "case=" : "", r->case_no, numbered ? " " : "",
		    r->wall);
	}
	if (e == ERR_OK)
		e = buf_add_str(out, TAIL);
	return e;
}

struct reader {
	const char *at;
	size_t left;
	bool failed;
};

/* Take `text` off the front. */
static bool
take(struct reader *in, const char *text)
{
	size_t len = strlen(text);

	if (in->left < len || memcmp(in->at, text, len) != 0)
		return false;
	in->at += len;
	in->left -= len;
	return true;
}

/* "name=value" and the one character behind it; value into `out`. */
static void
take_value(struct reader *in, const char *name, char behind, char *out,
    size_t size)
{
	const char *end;
	size_t len;

	out[0] = '\0';
	if (in->failed || !take(in, name) || !take(in, "="))
		goto fail;
	end = memchr(in->at, behind, in->left);
	if (end == NULL)
		goto fail;
	len = (size_t)(end - in->at);
	if (len == 0 || len >= size || memchr(in->at, '\0', len) != NULL)
		goto fail;
	memcpy(out, in->at, len);
	out[len] = '\0';
	in->at += len + 1;
	in->left -= len + 1;
	return;
fail:
	in->failed = true;
}

static int64_t
take_number(struct reader *in, const char *name, char behind, int64_t low,
    int64_t high)
{
	char word[24], *end = NULL;
	long long n;

	take_value(in, name, behind, word, sizeof(word));
	if (in->failed)
		return 0;
	errno = 0;
	n = strtoll(word, &end, 10);
	if (errno != 0 || *end != '\0' || n < low || n > high ||
	    (word[0] != '-' && !ascii_is_digit(word[0])))
		in->failed = true;
	return in->failed ? 0 : n;
}

static void
take_id(struct reader *in, const char *name, char out[static WIRE_ID])
{
	take_value(in, name, ' ', out, WIRE_ID);
	if (!journal_id_valid(out))
		in->failed = true;
}

static enum journal_state
take_state(struct reader *in)
{
	char word[16];
	size_t i;

	take_value(in, "state", ' ', word, sizeof(word));
	for (i = 0; i < JOURNAL_STATES; i++)
		if (strcmp(states[i], word) == 0)
			return (enum journal_state)i;
	in->failed = true;
	return JOURNAL_UNKNOWN;
}

/* Not in a journal that an older program wrote, nor where no number could be
 * made. */
static void
take_case(struct reader *in, char out[static CASE_NO_SIZE])
{
	static const char front[] = "case=";

	out[0] = '\0';
	if (in->failed || in->left < sizeof(front) - 1 ||
	    memcmp(in->at, front, sizeof(front) - 1) != 0)
		return;
	take_value(in, "case", ' ', out, CASE_NO_SIZE);
	if (!case_no_valid(out))
		in->failed = true;
}

static void
take_record(struct reader *in, struct journal_record *r)
{
	char word[WORD_MAX];

	take_id(in, "unlock", r->unlock);
	take_id(in, "key", r->key);
	take_value(in, "serial", ' ', word, sizeof(word));
	if (hex_decode(word, r->serial, sizeof(r->serial), &r->serial_len) !=
	    ERR_OK)
		in->failed = true;
	r->before = (int)take_number(in, "before", ' ', CARD_TRIES_UNKNOWN,
	    TRIES_MAX);
	r->after = (int)take_number(in, "after", ' ', CARD_TRIES_UNKNOWN,
	    TRIES_MAX);
	r->state = take_state(in);
	take_value(in, "reason", ' ', word, sizeof(word));
	r->reason = err_from_name(word);
	if (r->reason == ERR_COUNT)
		in->failed = true;
	take_case(in, r->case_no);
	r->wall = take_number(in, "wall", '\n', 0, INT64_MAX);
}

enum err
journal_parse(struct journal *j, const char *text, size_t len)
{
	struct reader in = { .at = text, .left = len };
	struct journal_record r;

	j->count = 0;
	in.failed = len > JOURNAL_TEXT_MAX || !take(&in, HEAD);
	while (!in.failed && !take(&in, TAIL)) {
		memset(&r, 0, sizeof(r));
		take_record(&in, &r);
		if (in.failed || j->count == JOURNAL_RECORDS ||
		    journal_find(j, r.unlock) != NULL) {
			in.failed = true;
			break;
		}
		j->records[j->count++] = r;
	}
	if (in.failed || in.left > 0) {
		j->count = 0;
		return ERR_SYNTAX;
	}
	return ERR_OK;
}
