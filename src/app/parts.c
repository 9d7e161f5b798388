#include "app/parts.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/config.h"
#include "app/session_socket.h"
#include "base/utf8.h"
#include "card/client.h"
#include "remote/client.h"
#include "save/client.h"
#include "wire/wire.h"

const char *
parts_said(const char *text)
{
	return text[0] == '\0' ? NULL : text;
}

static enum err
find_helper(const struct config *config, const char *name,
    char out[static PATH_MAX], char *error, size_t size)
{
	char path[CONFIG_PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/%s", config->helpers, name);
	if (realpath(path, out) != NULL && access(out, X_OK) == 0)
		return ERR_OK;
	snprintf(error, size, "%s: the helper is not there (configuration: "
	    "helpers)", path);
	return ERR_NOT_FOUND;
}

enum err
parts_helper(const struct config *config, const char *name, char *error,
    size_t size)
{
	char program[PATH_MAX];

	return find_helper(config, name, program, error, size);
}

void
parts_audience(const char *url, char out[static STATEMENT_AUDIENCE_MAX])
{
	static const char scheme[] = "https://", usual[] = ":443";
	size_t len, tail = sizeof(usual) - 1;

	if (strncmp(url, scheme, sizeof(scheme) - 1) == 0)
		url += sizeof(scheme) - 1;
	len = strcspn(url, "/?#");
	if (len > tail && memcmp(url + len - tail, usual, tail) == 0)
		len -= tail;
	snprintf(out, STATEMENT_AUDIENCE_MAX, "%.*s", (int)len, url);
	for (; *out != '\0'; out++)
		*out = ascii_lower(*out);
}

enum err
parts_card(struct loop *loop, const struct config *c, struct card **card,
    char *error, size_t size)
{
	struct card_client_config config = {
		.cards = c->card.cards,
		.link = c->card.link == CONFIG_LINK_MEMORY ? "memory" :
		    "pcsc",
		.state = parts_said(c->card.state),
		.reader = parts_said(c->card.reader),
		.read_ms = c->card.wait_s * 1000,
		.pads = c->card.pin_pad == CONFIG_PAD_AUTO &&
		    c->card.link == CONFIG_LINK_PCSC,
		.puk = c->card.puk,
	};
	char program[PATH_MAX];
	enum err e = find_helper(c, "cilingir-card", program, error, size);

	if (e == ERR_OK && c->card.link == CONFIG_LINK_PCSC)
		e = session_socket_check(c->card.sockets);
	config.program = program;
	return e != ERR_OK ? e : card_client_new(loop, &config, card);
}

enum err
parts_remote(struct loop *loop, const struct config *c, struct remote **remote,
    char *error, size_t size)
{
	struct remote_client_config config = {
		.url = c->portal.url,
		.ca = c->portal.ca,
		.pin = parts_said(c->portal.pin),
		.cert = parts_said(c->portal.certificate),
		.key = parts_said(c->portal.key),
		.terminal = c->portal.terminal,
	};
	char program[PATH_MAX];
	enum err e = find_helper(c, "cilingir-net", program, error, size);

	config.helper = program;
	wire_init();
	return e != ERR_OK ? e : remote_client_new(loop, &config, remote);
}

enum err
parts_save(struct loop *loop, const struct config *c, struct save **save,
    char *error, size_t size)
{
	struct save_client_config config = {
		.folder = parts_said(c->save.usb),
		.any = c->save.any,
		.printer = parts_said(c->save.printer),
		.lp = parts_said(c->save.lp),
		.receipts = parts_said(c->save.receipts),
	};
	char program[PATH_MAX];
	enum err e = find_helper(c, "cilingir-save", program, error, size);

	config.helper = program;
	return e != ERR_OK ? e : save_client_new(loop, &config, save);
}
