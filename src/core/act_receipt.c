/* receipt.print, receipt.keep: the paper that the screen shows. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "core/receipt.h"
#include "core/run.h"
#include "save/save.h"

#define KEEP_MS 10000
#define PRINT_MS 25000

static void
done(void *arg, const struct save_result *r)
{
	struct session *s = arg;
	struct visit *v = &s->visit;

	s->run.wait = WAIT_NOTHING;
	if (r->e == ERR_OK && s->run.id == ACTION_RECEIPT_PRINT) {
		v->receipt.printed = true;
	} else if (r->e == ERR_OK) {
		v->receipt.kept = true;
		utf8_sanitise(r->name, strlen(r->name), v->saved,
		    sizeof(v->saved));
	}
	run_end(s, r->e == ERR_OK ? ERR_OK : ERR_RECEIPT_FAILED);
}

static void
cancelled(struct session *s)
{
	if (s->parts.save != NULL)
		s->parts.save->ops->cancel(s->parts.save);
}

/* "makbuz-20261129-7K2M-9XRP.txt": sorted by day, found by case. */
static void
file_name(const struct session *s, char name[static SAVE_NAME])
{
	time_t now = (time_t)clock_wall_s();
	char day[16] = "0";
	struct tm local;

	if (localtime_r(&now, &local) != NULL)
		strftime(day, sizeof(day), "%Y%m%d", &local);
	snprintf(name, SAVE_NAME, "makbuz-%s-%s.txt", day,
	    s->visit.receipt.case_no);
}

static enum err
hand_over(struct session *s, const struct buf *paper)
{
	struct save *save = s->parts.save;
	char name[SAVE_NAME];

	if (save == NULL)
		return ERR_RECEIPT_FAILED;
	if (s->run.id == ACTION_RECEIPT_PRINT)
		return save->ops->print(save, "KamuSM", paper->data,
		    paper->len, clock_now_ms() + PRINT_MS, done, s);
	file_name(s, name);
	return save->ops->keep(save, name, paper->data, paper->len,
	    clock_now_ms() + KEEP_MS, done, s);
}

static void
start(struct session *s)
{
	enum err e = ERR_RECEIPT_FAILED;
	struct buf paper;

	buf_init(&paper, RECEIPT_MAX);
	if (s->visit.receipt.what != NULL)
		e = receipt_write(session_view(s), &paper);
	if (e == ERR_OK)
		e = hand_over(s, &paper);
	buf_free(&paper);
	if (e != ERR_OK) {
		run_end(s, ERR_RECEIPT_FAILED);
		return;
	}
	s->run.wait = WAIT_SAVE;
	session_mark(s);
}

const struct action act_receipt_print = { .start = start,
	.cancelled = cancelled };
const struct action act_receipt_keep = { .start = start,
	.cancelled = cancelled };
