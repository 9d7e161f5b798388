#include "portal/token.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <p11-kit/pkcs11.h>

#include "base/secret.h"
#include "portal/config.h"
#include "portal/keys.h"

#define SLOTS_MAX 64
#define KEY_AES 32

struct token {
	const struct token_config *config;
	void *module;
	CK_FUNCTION_LIST *p11;
	CK_SESSION_HANDLE session;
	bool started, opened;
};

/* ---- Saying what is wrong ---- */

struct why {
	char *text;
	size_t size;
};

static enum err say(const struct why *why, enum err e, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum err
say(const struct why *why, enum err e, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why->text, why->size, format, args);
	va_end(args);
	return e;
}

static const struct {
	CK_RV rv;
	const char *means;
} meanings[] = {
	{ CKR_PIN_INCORRECT, "its PIN is not the one in the file; a try is"
	    " spent, and none is spent again by itself" },
	{ CKR_PIN_LEN_RANGE, "the PIN in the file is too short or too long" },
	{ CKR_PIN_INVALID, "the PIN in the file has letters that it refuses" },
	{ CKR_PIN_LOCKED, "its PIN is locked; its security officer unlocks"
	    " it" },
	{ CKR_PIN_EXPIRED, "its PIN has expired" },
	{ CKR_USER_PIN_NOT_INITIALIZED, "it has no PIN yet" },
	{ CKR_DEVICE_REMOVED, "it was taken out" },
	{ CKR_TOKEN_NOT_PRESENT, "it was taken out" },
	{ CKR_SESSION_HANDLE_INVALID, "it has closed the session: was it"
	    " taken out?" },
	{ CKR_DEVICE_ERROR, "it reports a failure of its own" },
	{ CKR_GENERAL_ERROR, "it reports a failure of its own" },
	{ CKR_MECHANISM_INVALID, "it knows no AES-CMAC, or makes no AES keys" },
	{ CKR_TOKEN_WRITE_PROTECTED, "it is write-protected" },
};

static enum err
refusal(const struct token *t, const struct why *why, CK_RV rv)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		if (meanings[i].rv == rv)
			return say(why, ERR_REFUSED, "token %s: %s",
			    t->config->token, meanings[i].means);
	}
	return say(why, ERR_IO, "token %s: error %#lx of PKCS#11",
	    t->config->token, rv);
}

/* ---- Module and token ---- */

static enum err
load(struct token *t, const struct why *why)
{
	const char *path = t->config->module;
	CK_C_GetFunctionList list = NULL;
	void *symbol;
	CK_RV rv;

	t->module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (t->module == NULL)
		return say(why, ERR_IO, "%s: cannot be loaded: %s", path,
		    dlerror());
	symbol = dlsym(t->module, "C_GetFunctionList");
	/* POSIX has it that these are of one size; C has no cast for it. */
	memcpy(&list, &symbol, sizeof(list));
	if (list == NULL || list(&t->p11) != CKR_OK || t->p11 == NULL)
		return say(why, ERR_IO, "%s: is no PKCS#11 module", path);
	rv = t->p11->C_Initialize(NULL);
	if (rv != CKR_OK)
		return say(why, ERR_IO, "%s: does not start: error %#lx of"
		    " PKCS#11", path, rv);
	t->started = true;
	return ERR_OK;
}

/* Labels are padded with blanks. */
static bool
is_label(const CK_UTF8CHAR label[static 32], const char *wanted)
{
	size_t len = strlen(wanted);

	if (len > 32 || memcmp(label, wanted, len) != 0)
		return false;
	for (size_t i = len; i < 32; i++) {
		if (label[i] != ' ')
			return false;
	}
	return true;
}

static enum err
find_token(struct token *t, const struct why *why, CK_SLOT_ID *slot,
    CK_TOKEN_INFO *info)
{
	CK_SLOT_ID slots[SLOTS_MAX];
	CK_ULONG count = SLOTS_MAX;
	size_t found = 0;
	CK_RV rv = t->p11->C_GetSlotList(CK_TRUE, slots, &count);

	if (rv != CKR_OK)
		return refusal(t, why, rv);
	for (CK_ULONG i = 0; i < count; i++) {
		CK_TOKEN_INFO at;

		if (t->p11->C_GetTokenInfo(slots[i], &at) != CKR_OK ||
		    !is_label(at.label, t->config->token))
			continue;
		*slot = slots[i];
		*info = at;
		found++;
	}
	if (found == 1)
		return ERR_OK;
	return say(why, ERR_IO, "%s: %s token has the label %s",
	    t->config->module, found == 0 ? "no" : "more than one",
	    t->config->token);
}

static enum err
check_tries(const struct token *t, const struct why *why, CK_FLAGS flags)
{
	if ((flags & CKF_USER_PIN_LOCKED) != 0)
		return refusal(t, why, CKR_PIN_LOCKED);
	if ((flags & CKF_USER_PIN_INITIALIZED) == 0)
		return refusal(t, why, CKR_USER_PIN_NOT_INITIALIZED);
	if ((flags & CKF_USER_PIN_FINAL_TRY) == 0)
		return ERR_OK;
	return say(why, ERR_REFUSED, "token %s: its PIN has one try left,"
	    " which is not spent: log in once with a tool of the token's own",
	    t->config->token);
}

static enum err
log_in(struct token *t, const struct why *why)
{
	struct secret *pin = NULL;
	CK_UTF8CHAR *bytes;
	const uint8_t *at;
	CK_RV rv;
	enum err e = key_read_pin(t->config->pin_file, &pin);

	if (e != ERR_OK)
		return say(why, e == ERR_REFUSED ? e : ERR_IO, "%s: %s",
		    t->config->pin_file, e == ERR_REFUSED ?
		    "others may read it: chmod 600" : e == ERR_IO ?
		    "cannot be read" : "is not one line with a PIN");
	/* The call has no const; it only reads. */
	at = secret_bytes(pin);
	memcpy(&bytes, &at, sizeof(bytes));
	rv = t->p11->C_Login(t->session, CKU_USER, bytes, secret_len(pin));
	secret_free(&pin);
	return rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN ? ERR_OK :
	    refusal(t, why, rv);
}

static enum err
open_session(struct token *t, const struct why *why)
{
	CK_TOKEN_INFO info = { .flags = 0 };
	CK_SLOT_ID slot = 0;
	CK_RV rv;
	enum err e = find_token(t, why, &slot, &info);

	if (e == ERR_OK)
		e = check_tries(t, why, info.flags);
	if (e != ERR_OK)
		return e;
	rv = t->p11->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION,
	    NULL, NULL, &t->session);
	if (rv != CKR_OK)
		return refusal(t, why, rv);
	t->opened = true;
	return log_in(t, why);
}

enum err
token_open(const struct token_config *config, struct token **token,
    char *text, size_t size)
{
	const struct why why = { text, size };
	struct token *t = calloc(1, sizeof(*t));
	enum err e;

	*token = NULL;
	if (t == NULL)
		return say(&why, ERR_NO_MEMORY, "no memory");
	t->config = config;
	e = load(t, &why);
	if (e == ERR_OK)
		e = open_session(t, &why);
	if (e != ERR_OK)
		token_close(&t);
	*token = t;
	return e;
}

void
token_close(struct token **token)
{
	struct token *t = *token;

	*token = NULL;
	if (t == NULL)
		return;
	if (t->opened) {
		(void)t->p11->C_Logout(t->session);
		(void)t->p11->C_CloseSession(t->session);
	}
	if (t->started)
		(void)t->p11->C_Finalize(NULL);
	if (t->module != NULL)
		dlclose(t->module);
	free(t);
}

/* ---- The key ---- */

/* How many of that name there are; *key is one of them. */
static CK_RV
find_keys(struct token *t, CK_OBJECT_HANDLE *key, CK_ULONG *count)
{
	CK_OBJECT_CLASS class = CKO_SECRET_KEY;
	char label[sizeof(t->config->key)];
	CK_ATTRIBUTE wanted[] = {
		{ CKA_CLASS, &class, sizeof(class) },
		{ CKA_LABEL, label, strlen(t->config->key) },
	};
	CK_OBJECT_HANDLE found[2];
	CK_RV rv;

	memcpy(label, t->config->key, sizeof(label));
	*count = 0;
	rv = t->p11->C_FindObjectsInit(t->session, wanted, 2);
	if (rv != CKR_OK)
		return rv;
	rv = t->p11->C_FindObjects(t->session, found, 2, count);
	(void)t->p11->C_FindObjectsFinal(t->session);
	*key = *count > 0 ? found[0] : CK_INVALID_HANDLE;
	return rv;
}

enum err
token_make_key(struct token *t, char *text, size_t size)
{
	const struct why why = { text, size };
	CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
	CK_ULONG bytes = KEY_AES, count;
	char label[sizeof(t->config->key)];
	CK_MECHANISM how = { CKM_AES_KEY_GEN, NULL, 0 };
	CK_ATTRIBUTE made[] = {
		{ CKA_LABEL, label, strlen(t->config->key) },
		{ CKA_VALUE_LEN, &bytes, sizeof(bytes) },
		{ CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_PRIVATE, &yes, sizeof(yes) },
		{ CKA_SENSITIVE, &yes, sizeof(yes) },
		{ CKA_EXTRACTABLE, &no, sizeof(no) },
		{ CKA_SIGN, &yes, sizeof(yes) },
		{ CKA_VERIFY, &no, sizeof(no) },
		{ CKA_ENCRYPT, &no, sizeof(no) },
		{ CKA_DECRYPT, &no, sizeof(no) },
		{ CKA_WRAP, &no, sizeof(no) },
		{ CKA_UNWRAP, &no, sizeof(no) },
	};
	CK_OBJECT_HANDLE key;
	CK_RV rv = find_keys(t, &key, &count);

	if (rv == CKR_OK && count > 0)
		return say(&why, ERR_REFUSED, "token %s: the key %s is there"
		    " already; keys are never replaced", t->config->token,
		    t->config->key);
	memcpy(label, t->config->key, sizeof(label));
	if (rv == CKR_OK)
		rv = t->p11->C_GenerateKey(t->session, &how, made,
		    sizeof(made) / sizeof(made[0]), &key);
	return rv == CKR_OK ? ERR_OK : refusal(t, &why, rv);
}

/* Two of one name are an accident that must not be guessed about: the cards
 * of one of them would get useless keys. */
static enum err
find_key(struct token *t, const struct why *why, CK_OBJECT_HANDLE *key)
{
	CK_ULONG count;
	CK_RV rv = find_keys(t, key, &count);

	if (rv != CKR_OK)
		return refusal(t, why, rv);
	if (count == 1)
		return ERR_OK;
	return say(why, ERR_REFUSED, "token %s: %s key is called %s%s",
	    t->config->token, count == 0 ? "no" : "more than one",
	    t->config->key, count == 0 ? "; init-keys makes it" : "");
}

enum err
token_cmac(struct token *t, const uint8_t *input, size_t len,
    uint8_t mac[static TOKEN_MAC], char *text, size_t size)
{
	const struct why why = { text, size };
	CK_MECHANISM how = { CKM_AES_CMAC, NULL, 0 };
	CK_ULONG mac_len = TOKEN_MAC;
	CK_OBJECT_HANDLE key;
	CK_BYTE *bytes;
	CK_RV rv;
	enum err e = find_key(t, &why, &key);

	if (e != ERR_OK)
		return e;
	memcpy(&bytes, &input, sizeof(bytes));
	rv = t->p11->C_SignInit(t->session, &how, key);
	if (rv == CKR_OK)
		rv = t->p11->C_Sign(t->session, bytes, len, mac, &mac_len);
	if (rv != CKR_OK)
		return refusal(t, &why, rv);
	return mac_len == TOKEN_MAC ? ERR_OK : say(&why, ERR_IO,
	    "token %s: its CMAC is of %lu bytes", t->config->token, mac_len);
}
