#include "fake/fake_save.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOTHING, LOOK, WRITE, PRINT, KEEP };

static struct fake_save *
of(struct save *save)
{
	return (struct fake_save *)save;
}

static enum err
begin(struct fake_save *f, int what, save_done done, void *arg)
{
	if (f->under_way != NOTHING)
		return ERR_ARGUMENT;
	f->under_way = what;
	f->done = done;
	f->arg = arg;
	return ERR_OK;
}

static enum err
look(struct save *save, int64_t deadline, save_done done, void *arg)
{
	struct fake_save *f = of(save);

	(void)deadline;
	f->looks++;
	return begin(f, LOOK, done, arg);
}

static enum err
keep(struct fake_save *f, const char *name, const void *bytes, size_t len)
{
	snprintf(f->name, sizeof(f->name), "%s", name);
	buf_clear(&f->paper);
	return buf_add(&f->paper, bytes, len);
}

static enum err
write_paper(struct save *save, const char *stick, const char *name,
    const void *bytes, size_t len, int64_t deadline, save_done done, void *arg)
{
	struct fake_save *f = of(save);
	enum err e = keep(f, name, bytes, len);

	(void)deadline;
	f->writes++;
	snprintf(f->stick, sizeof(f->stick), "%s", stick);
	return e == ERR_OK ? begin(f, WRITE, done, arg) : e;
}

static enum err
print_paper(struct save *save, const char *title, const void *bytes,
    size_t len, int64_t deadline, save_done done, void *arg)
{
	struct fake_save *f = of(save);
	enum err e = keep(f, title, bytes, len);

	(void)deadline;
	f->prints++;
	return e == ERR_OK ? begin(f, PRINT, done, arg) : e;
}

static enum err
keep_paper(struct save *save, const char *name, const void *bytes, size_t len,
    int64_t deadline, save_done done, void *arg)
{
	struct fake_save *f = of(save);
	enum err e = keep(f, name, bytes, len);

	(void)deadline;
	f->keeps++;
	return e == ERR_OK ? begin(f, KEEP, done, arg) : e;
}

static void
cancel(struct save *save)
{
	struct fake_save *f = of(save);

	if (f->under_way != NOTHING)
		f->cancelled++;
	f->under_way = NOTHING;
}

static void
close_save(struct save **save)
{
	*save = NULL;
}

static const struct save_ops ops = { .look = look, .write = write_paper,
	.keep = keep_paper, .print = print_paper, .cancel = cancel, .close = close_save };

void
fake_save_init(struct fake_save *f)
{
	memset(f, 0, sizeof(*f));
	f->save.ops = &ops;
	buf_init(&f->paper, SAVE_MAX);
}

void
fake_save_free(struct fake_save *f)
{
	buf_free(&f->paper);
}

void
fake_save_plug(struct fake_save *f, const char *label, bool read_only)
{
	struct save_stick *s = &f->sticks[f->count];

	snprintf(s->id, sizeof(s->id), "stick-%zu", f->count++);
	snprintf(s->label, sizeof(s->label), "%s", label);
	s->free = UINT64_C(14) << 30;
	s->read_only = read_only;
}

bool
fake_save_step(struct fake_save *f)
{
	struct save_result r = { .e = ERR_OK };
	int what = f->under_way;

	if (what == NOTHING)
		return false;
	f->under_way = NOTHING;
	if (what == LOOK) {
		r.e = f->look_error;
		r.count = f->count;
		memcpy(r.sticks, f->sticks, sizeof(r.sticks));
	} else if (what == WRITE || what == KEEP) {
		r.e = f->write_error;
		memcpy(r.name, f->name, sizeof(r.name));
	} else {
		r.e = f->print_error;
	}
	f->done(f->arg, &r);
	return true;
}
