#include "visit.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUIET_MS 15

const char *
visit_env(const char *name)
{
	const char *value = getenv(name);

	if (value == NULL)
		cannot("$%s is not set", name);
	return value;
}

struct vt *
visit_start(const char *config)
{
	char program[512], path[512], option[] = "--config", lang[] = "--lang",
	    tr[] = "tr";
	char *argv[] = { program, option, path, lang, tr, NULL };
	struct vt *vt;

	snprintf(program, sizeof(program), "%s/cilingir", visit_env("BIN"));
	snprintf(path, sizeof(path), "%s/%s", visit_env("W"), config);
	vt = vt_start(argv, NULL, "xterm-256color", 24, 80);
	if (vt == NULL)
		cannot("%s cannot be started", program);
	visit_wait(vt, visit_env("S_WELCOME"));
	return vt;
}

void
visit_wait(struct vt *vt, const char *text)
{
	int64_t begin = now_ns();

	(void)vt_pump(vt, 0);
	while (!vt_has(vt, text)) {
		if (!vt_pump(vt, 100) || ms_since(begin) > VISIT_LIMIT_MS)
			cannot("\"%s\" did not appear:\n%s", text,
			    vt_text(vt));
	}
}

void
visit_send(struct vt *vt, const char *bytes)
{
	if (!vt_send(vt, bytes, strlen(bytes)))
		cannot("the terminal has ended");
}

void
visit_settle(struct vt *vt, int ms)
{
	size_t before, after;

	do {
		(void)vt_raw(vt, &before);
		if (!vt_pump(vt, ms))
			cannot("the terminal has ended");
		(void)vt_raw(vt, &after);
	} while (after != before);
}

void
visit_ask(struct vt *vt, const char *command, char *out, size_t size)
{
	int64_t begin = now_ns();

	for (;;) {
		FILE *f = popen(command, "r");

		if (f == NULL)
			cannot("%s", command);
		out[0] = '\0';
		if (fgets(out, (int)size, f) == NULL)
			out[0] = '\0';
		out[strcspn(out, "\n")] = '\0';
		if (pclose(f) == 0 && out[0] != '\0')
			return;
		if (ms_since(begin) > VISIT_LIMIT_MS)
			cannot("%s says nothing", command);
		(void)vt_pump(vt, 10);
	}
}

void
visit_to_login(struct vt *vt)
{
	visit_wait(vt, visit_env("S_PORTAL_ON"));
	visit_send(vt, "\r");
	visit_wait(vt, visit_env("S_START"));
	visit_send(vt, "\r");
	visit_wait(vt, visit_env("S_VERIFY"));
	visit_send(vt, "\r");
	visit_wait(vt, visit_env("S_LOGIN"));
	visit_wait(vt, visit_env("S_PIXEL"));
}

void
visit_to_code(struct vt *vt, const char *identity)
{
	char captcha[64];

	visit_ask(vt, "captcha", captcha, sizeof(captcha));
	visit_send(vt, identity);
	visit_send(vt, "\t");
	visit_send(vt, captcha);
	visit_send(vt, "\t");
	visit_send(vt, visit_env("WORD"));
	visit_send(vt, "\r");
	visit_wait(vt, visit_env("S_SMS"));
	visit_send(vt, "\r");
	visit_wait(vt, visit_env("S_CODE"));
}

void
visit_to_menu(struct vt *vt)
{
	char code[64];

	visit_ask(vt, "sms-code", code, sizeof(code));
	visit_send(vt, code);
	visit_send(vt, "\r");
	visit_wait(vt, visit_env("S_MENU"));
}

void
visit_keys(struct vt *vt, int keys, struct samples *ms, struct samples *bytes)
{
	char digit[] = "1";

	for (int i = 0; i < keys; i++) {
		size_t before, after;
		int64_t begin;

		digit[0] = (char)('1' + i % 9);
		visit_settle(vt, QUIET_MS);
		(void)vt_raw(vt, &before);
		begin = now_ns();
		visit_send(vt, digit);
		if (!vt_pump(vt, VISIT_LIMIT_MS))
			cannot("the terminal has ended");
		samples_add(ms, ms_since(begin));
		visit_settle(vt, QUIET_MS);
		(void)vt_raw(vt, &after);
		if (after == before)
			cannot("a key changes nothing on the screen");
		samples_add(bytes, (double)(after - before));
	}
	for (int i = 0; i < keys; i++)
		visit_send(vt, "\177");
	visit_settle(vt, QUIET_MS);
}
