/* One holder with a card: how soon a card that is put in shows, and what an
 * unlock takes from the last Enter to the screen that says it is done, without
 * what the portal takes.
 *
 *	unlock TIMES RELAY-PORT PORTAL-PORT IDENTITY
 *
 * $W/relay.yaml is the terminal's configuration, its portal at RELAY-PORT;
 * $W/card.sock rules the card. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <winscard.h>

#include "relay.h"
#include "visit.h"

static _Atomic int64_t card_seen;	/* by a program that only waits */

/* The least that tells of a card: wait for pcscd to say so. */
static void *
watch_reader(void *arg)
{
	SCARD_READERSTATE state = { .szReader = arg };
	SCARDCONTEXT context;

	if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context) !=
	    SCARD_S_SUCCESS)
		cannot("pcscd does not answer");
	for (;;) {
		if (SCardGetStatusChange(context, INFINITE, &state, 1) !=
		    SCARD_S_SUCCESS)
			cannot("pcscd does not tell of changes");
		if ((state.dwEventState & SCARD_STATE_PRESENT) &&
		    !(state.dwCurrentState & SCARD_STATE_PRESENT))
			card_seen = now_ns();
		state.dwCurrentState = state.dwEventState &
		    ~(DWORD)SCARD_STATE_CHANGED;
	}
	return NULL;
}

static void
find_reader(char *out, DWORD size)
{
	SCARDCONTEXT context;

	if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context) !=
	    SCARD_S_SUCCESS || SCardListReaders(context, NULL, out, &size) !=
	    SCARD_S_SUCCESS)
		cannot("there is no reader");
	(void)SCardReleaseContext(context);
}

static void
tell_card(const char *order)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char answer[256] = "";
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "%.90s/card.sock",
	    visit_env("W"));
	if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    dprintf(fd, "%s\n", order) < 0 ||
	    read(fd, answer, sizeof(answer) - 1) <= 0 ||
	    strncmp(answer, "ok", 2) != 0)
		cannot("the card does not obey \"%s\": %s", order, answer);
	(void)close(fd);
}

/* From pcscd's event to the line of the screen that names the card. */
static void
measure_noticed(struct vt *vt, int times)
{
	static struct samples ms, whole;

	for (int i = 0; i < times; i++) {
		int64_t begin;

		tell_card("remove");
		visit_wait(vt, visit_env("S_CARD_NONE"));
		visit_settle(vt, 50);
		card_seen = 0;
		begin = now_ns();
		tell_card("insert");
		while (!vt_has(vt, "8901")) {
			if (ms_since(begin) > VISIT_LIMIT_MS)
				cannot("the card does not show");
			(void)vt_pump(vt, 100);
		}
		samples_add(&whole, ms_since(begin));
		while (card_seen == 0)
			(void)vt_pump(vt, 5);
		samples_add(&ms, (double)(now_ns() - card_seen) / 1e6);
	}
	figure("noticed_ms.cilingir", samples_median(&ms));
	figure("noticed_whole_ms.cilingir", samples_median(&whole));
}

/* The card as it was before: its PIN locked. */
static void
lock_card(struct vt *vt, int i)
{
	const char *w = visit_env("W");
	char command[512], order[512], said[16];

	snprintf(command, sizeof(command), "cp %s/locked.state "
	    "%s/locked-%d.state && echo done", w, w, i);
	visit_ask(vt, command, said, sizeof(said));
	snprintf(order, sizeof(order), "state %s/locked-%d.state", w, i);
	tell_card("remove");
	visit_wait(vt, visit_env("S_CARD_NONE"));
	tell_card(order);
	tell_card("insert");
	visit_wait(vt, visit_env("S_CARD_IN"));
}

static void
measure_unlock(struct vt *vt, int times)
{
	static struct samples total, own;

	for (int i = 0; i < times; i++) {
		int64_t begin;
		double waited;

		lock_card(vt, i);
		visit_send(vt, "\r");
		visit_wait(vt, visit_env("S_CARD"));
		visit_send(vt, "\r");
		visit_wait(vt, visit_env("S_PIN"));
		visit_send(vt, visit_env("PIN"));
		visit_send(vt, "\t");
		visit_send(vt, visit_env("PIN"));
		visit_settle(vt, 50);
		(void)relay_waited();
		begin = now_ns();
		visit_send(vt, "\r");
		visit_wait(vt, visit_env("S_DONE"));
		samples_add(&total, ms_since(begin));
		waited = relay_waited();
		samples_add(&own, total.value[total.count - 1] - waited);
		visit_send(vt, "\r");
		visit_wait(vt, visit_env("S_MENU"));
	}
	figure("unlock_total_ms.cilingir", samples_median(&total));
	figure("unlock_own_ms.cilingir", samples_median(&own));
}

int
main(int argc, char **argv)
{
	static char reader[1024];
	pthread_t thread;
	struct vt *vt;
	int times;

	if (argc != 5) {
		fprintf(stderr, "usage: unlock TIMES RELAY-PORT PORTAL-PORT "
		    "IDENTITY\n");
		return 2;
	}
	times = (int)strtol(argv[1], NULL, 10);
	relay_start((int)strtol(argv[2], NULL, 10),
	    (int)strtol(argv[3], NULL, 10));
	find_reader(reader, sizeof(reader));
	if (pthread_create(&thread, NULL, watch_reader, reader) != 0)
		cannot("a thread cannot be started");
	vt = visit_start("relay.yaml");
	visit_to_login(vt);
	measure_noticed(vt, times);
	visit_to_code(vt, argv[4]);
	visit_to_menu(vt);
	measure_unlock(vt, times);
	vt_free(&vt);
	return 0;
}
