/* Drives the real cilingir-card through card/client.h, for shell scripts.
 *
 *	card_client PROGRAM CARDS pcsc [READER]
 *	card_client PROGRAM CARDS memory STATE
 *
 * Lines in:	watch
 *		identify MS
 *		begin SERIAL MS
 *		pass HEX MS		a command of the portal's
 *		finish PIN MS [bad] [kill=STEP] [cancel=STEP] [close=STEP]
 *		cancel, kill, pid, quit
 * Lines out:	one for everything that comes back, see the say_* functions.
 * The cryptogram is made here with the key in $CARD_KEY, as a portal would;
 * after an INITIALIZE UPDATE it is the EXTERNAL AUTHENTICATE of SCP03. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/scp03.h"
#include "base/secret.h"
#include "card/client.h"
#include "card/relay.h"
#include "loop/loop.h"

#define LINE_MAX_LEN 256
#define MAC_LEN 16
#define GIDS_CHALLENGE 32
#define GIDS_KEY 24

struct driver {
	struct loop *loop;
	struct card *card;
	struct loop_fd *input;
	struct secret *pin;
	uint8_t challenge[CARD_CHALLENGE_MAX];
	size_t challenge_len;
	uint8_t host[SCP03_CHALLENGE];	/* of the last INITIALIZE UPDATE */
	struct scp03 scp;
	bool initialized;
	char kill_at[16], cancel_at[16], close_at[16];
	char line[LINE_MAX_LEN];
	size_t len;
};

static const char *const presences[] = { "no-service", "no-reader", "absent",
    "mute", "unknown", "present" };
static const char *const steps[] = { "authenticating", "writing",
    "checking" };

/* ------------------------------------------------------------ what comes -- */

static void
say_info(const char *what, enum err e, const struct card_info *i)
{
	char serial[2 * CARD_SERIAL_MAX + 1];

	hex_encode(i->serial, i->serial_len, serial, sizeof(serial));
	printf("%s %s presence=%s trouble=%s tries=%d operational=%d "
	    "simulated=%d type=%s pin=%zu-%zu serial=%s reader=%s\n", what,
	    err_name(e), presences[i->presence], err_name(i->trouble),
	    i->pin_tries, i->operational, i->simulated, i->type, i->pin_min,
	    i->pin_max, serial, i->reader);
}

static void
on_watch(void *arg, const struct card_info *info)
{
	(void)arg;
	say_info("watch", ERR_OK, info);
}

static void
on_info(void *arg, enum err e, const struct card_info *info)
{
	(void)arg;
	say_info("info", e, info);
}

static void
on_challenge(void *arg, enum err e, const uint8_t *challenge, size_t len,
    int tries)
{
	struct driver *d = arg;

	d->challenge_len = len;
	if (len > 0)
		memcpy(d->challenge, challenge, len);
	printf("challenge %s len=%zu tries=%d\n", err_name(e), len, tries);
}

static void
on_step(void *arg, enum card_step step)
{
	struct driver *d = arg;

	printf("step %s\n", steps[step]);
	if (strcmp(d->kill_at, steps[step]) == 0)
		kill(card_client_pid(d->card), SIGKILL);
	if (strcmp(d->cancel_at, steps[step]) == 0) {
		d->card->ops->cancel(d->card);
		printf("cancelled\n");
	}
	if (strcmp(d->close_at, steps[step]) == 0) {
		d->card->ops->close(&d->card);
		printf("closed\n");
	}
}

static void
on_answer(void *arg, enum err e, const uint8_t *answer, size_t len)
{
	const char *hex = getenv("CARD_KEY");
	struct driver *d = arg;
	uint8_t key[SCP03_KEYS];
	size_t n = 0;

	d->initialized = e == ERR_OK && len == 29 && hex != NULL &&
	    hex_decode(hex, key, sizeof(key), &n) == ERR_OK &&
	    n == sizeof(key) &&
	    scp03_derive(&d->scp, key, d->host, answer + 13) == ERR_OK;
	printf("answer %s len=%zu\n", err_name(e), len);
}

static void
on_result(void *arg, enum err e, const struct card_unlock_result *r)
{
	(void)arg;
	printf("result %s authenticated=%d sent=%d before=%d after=%d "
	    "sw=%04x\n", err_name(e), r->authenticated, r->reset_sent,
	    r->tries_before, r->tries_after, r->sw);
}

/* ------------------------------------------------------------ what goes --- */

static void
say_refused(enum err e)
{
	if (e != ERR_OK)
		printf("refused %s\n", err_name(e));
}

static int64_t
in_ms(const char *text)
{
	return clock_now_ms() + strtol(text, NULL, 10);
}

static bool
des3(const uint8_t key[static GIDS_KEY], const uint8_t *in, size_t len,
    uint8_t *out)
{
	static const uint8_t iv[8];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;
	bool ok = ctx != NULL && EVP_EncryptInit_ex2(ctx, EVP_des_ede3_cbc(),
	    key, iv, NULL) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_EncryptUpdate(ctx, out, &n, in, (int)len) == 1;

	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

/* For R2 and R1: what the card gets, and how its reply begins. */
static bool
gids_answer(const struct driver *d, uint8_t *out, size_t *out_len)
{
	const char *hex = getenv("CARD_KEY");
	uint8_t key[GIDS_KEY], plain[40] = { 0 }, reply[32];
	size_t len = 0;

	memcpy(plain, d->challenge, 32);
	plain[39] = 0x80;
	memcpy(reply, d->challenge + 16, 16);
	memcpy(reply + 16, d->challenge, 16);
	*out_len = sizeof(plain) + sizeof(reply);
	return hex != NULL && hex_decode(hex, key, sizeof(key), &len) ==
	    ERR_OK && len == GIDS_KEY &&
	    des3(key, plain, sizeof(plain), out) &&
	    des3(key, reply, sizeof(reply), out + sizeof(plain));
}

static bool
akis_answer(const struct driver *d, uint8_t *mac, size_t *mac_len)
{
	char cipher[] = "AES-128-CBC";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher,
		    0),
		OSSL_PARAM_construct_end(),
	};
	const char *hex = getenv("CARD_KEY");
	uint8_t key[16];
	size_t len = 0;

	*mac_len = MAC_LEN;
	return hex != NULL &&
	    hex_decode(hex, key, sizeof(key), &len) == ERR_OK && len == 16 &&
	    EVP_Q_mac(NULL, "CMAC", NULL, NULL, params, key, sizeof(key),
	    d->challenge, d->challenge_len, mac, MAC_LEN, &len) != NULL;
}

static bool
scp_answer(struct driver *d, uint8_t *out, size_t *len)
{
	static const uint8_t head[5] = { 0x84, 0x82, SCP03_CLEAR, 0x00,
	    SCP03_AUTHENTICATE };

	memcpy(out, head, sizeof(head));
	*len = sizeof(head) + SCP03_AUTHENTICATE;
	return scp03_authenticate(&d->scp, SCP03_CLEAR, out + sizeof(head)) ==
	    ERR_OK;
}

static bool
make_answer(struct driver *d, uint8_t *out, size_t *len)
{
	if (d->initialized)
		return scp_answer(d, out, len);
	if (d->challenge_len == 0)
		return true;
	return d->challenge_len == GIDS_CHALLENGE ? gids_answer(d, out, len) :
	    akis_answer(d, out, len);
}

/* "kill=writing" and the like. */
static void
take_option(struct driver *d, const char *word, uint8_t *mac)
{
	if (strcmp(word, "bad") == 0)
		mac[5] ^= 1;
	else if (strncmp(word, "kill=", 5) == 0)
		snprintf(d->kill_at, sizeof(d->kill_at), "%s", word + 5);
	else if (strncmp(word, "cancel=", 7) == 0)
		snprintf(d->cancel_at, sizeof(d->cancel_at), "%s", word + 7);
	else if (strncmp(word, "close=", 6) == 0)
		snprintf(d->close_at, sizeof(d->close_at), "%s", word + 6);
	else
		printf("refused option %s\n", word);
}

static void
do_finish(struct driver *d, char *words[], int count)
{
	uint8_t mac[CARD_CRYPTOGRAM_MAX] = { 0 };
	size_t len = MAC_LEN;

	d->kill_at[0] = d->cancel_at[0] = d->close_at[0] = '\0';
	if (!make_answer(d, mac, &len)) {
		printf("refused no-key\n");
		return;
	}
	for (int i = 3; i < count; i++)
		take_option(d, words[i], mac);
	say_refused(secret_set(d->pin, words[1], strlen(words[1])));
	say_refused(d->card->ops->unlock_finish(d->card, mac, len,
	    d->pin, in_ms(words[2]), on_step, on_result, d));
}

static void
do_pass(struct driver *d, char *words[])
{
	uint8_t command[CARD_RELAY_COMMAND];
	size_t len = 0;

	say_refused(hex_decode(words[1], command, sizeof(command), &len));
	if (len == 14)
		memcpy(d->host, command + 5, sizeof(d->host));
	say_refused(d->card->relay->pass(d->card, command, len,
	    in_ms(words[2]), on_answer, d));
}

static void
do_begin(struct driver *d, char *words[])
{
	uint8_t serial[CARD_SERIAL_MAX];
	size_t len = 0;

	say_refused(hex_decode(words[1], serial, sizeof(serial), &len));
	d->initialized = false;
	say_refused(d->card->ops->unlock_begin(d->card, serial, len,
	    in_ms(words[2]), on_challenge, d));
}

static void
obey(struct driver *d, char *words[], int count)
{
	const struct card_ops *ops = d->card == NULL ? NULL : d->card->ops;

	if (count == 1 && strcmp(words[0], "quit") == 0) {
		loop_stop(d->loop);
	} else if (ops == NULL) {
		printf("refused closed\n");
	} else if (count == 1 && strcmp(words[0], "watch") == 0) {
		say_refused(ops->watch(d->card, on_watch, d));
	} else if (count == 2 && strcmp(words[0], "identify") == 0) {
		say_refused(ops->identify(d->card, in_ms(words[1]), on_info,
		    d));
	} else if (count == 3 && strcmp(words[0], "begin") == 0) {
		do_begin(d, words);
	} else if (count == 3 && strcmp(words[0], "pass") == 0) {
		do_pass(d, words);
	} else if (count >= 3 && strcmp(words[0], "finish") == 0) {
		do_finish(d, words, count);
	} else if (count == 1 && strcmp(words[0], "cancel") == 0) {
		ops->cancel(d->card);
		printf("cancelled\n");
	} else if (count == 1 && strcmp(words[0], "kill") == 0) {
		kill(card_client_pid(d->card), SIGKILL);
		printf("killed\n");
	} else if (count == 1 && strcmp(words[0], "pid") == 0) {
		printf("pid %d\n", card_client_pid(d->card));
	} else {
		printf("refused %s\n", words[0]);
	}
}

static void
take_line(struct driver *d, char *line)
{
	char *words[8], *rest = line;
	int count = 0;

	while (rest != NULL && count < 8)
		words[count++] = strsep(&rest, " ");
	if (count > 0)
		obey(d, words, count);
}

static void
on_input(void *arg)
{
	struct driver *d = arg;
	ssize_t n = read(STDIN_FILENO, d->line + d->len,
	    sizeof(d->line) - d->len - 1);
	char *end;

	if (n <= 0) {
		loop_stop(d->loop);
		return;
	}
	d->len += (size_t)n;
	d->line[d->len] = '\0';
	end = strchr(d->line, '\n');
	while (end != NULL) {
		size_t used = (size_t)(end - d->line) + 1;

		*end = '\0';
		take_line(d, d->line);
		memmove(d->line, d->line + used, d->len - used + 1);
		d->len -= used;
		end = strchr(d->line, '\n');
	}
}

int
main(int argc, char **argv)
{
	struct driver d = { .challenge_len = 0 };
	struct card_client_config config = { .program = NULL };
	bool memory = argc == 5 && strcmp(argv[3], "memory") == 0;

	if (argc < 4)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	config.program = argv[1];
	config.cards = argv[2];
	config.link = argv[3];
	config.state = memory ? argv[4] : NULL;
	config.reader = argc == 5 && !memory ? argv[4] : NULL;
	if (secret_heap_init() == SECRET_HEAP_NONE ||
	    loop_new(&d.loop) != ERR_OK ||
	    card_client_new(d.loop, &config, &d.card) != ERR_OK ||
	    loop_fd_new(d.loop, STDIN_FILENO, on_input, &d, &d.input) !=
	    ERR_OK)
		return 1;
	d.pin = secret_new(32);
	printf("ready\n");
	loop_run(d.loop);
	if (d.card != NULL)
		d.card->ops->close(&d.card);
	loop_fd_free(&d.input);
	loop_free(&d.loop);
	secret_free(&d.pin);
	printf("bye\n");
	return 0;
}
