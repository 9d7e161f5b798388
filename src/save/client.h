/* The real side of save.h: calls go to cilingir-save, which is started at the
 * first of them. */
#ifndef SAVE_CLIENT_H
#define SAVE_CLIENT_H

#include "base/err.h"
#include "save/save.h"

struct loop;

/* NULL where not used, except for helper.  Copied. */
struct save_client_config {
	const char *helper;	/* absolute path of cilingir-save */
	const char *folder;	/* below which sticks are mounted; NULL: none
				 * is ever found */
	const char *printer;	/* CUPS queue; NULL: nothing is printed */
	const char *lp;		/* the program that prints */
	const char *receipts;	/* the folder of keep(); NULL: none */
	bool any;		/* whatever is mounted there counts */
};

/* Nothing is started. */
MUST_CHECK enum err save_client_new(struct loop *loop,
    const struct save_client_config *config, struct save **save);

#endif
