/* Fields of the bodies of card/proto.h, shared by its two files.  Puts go one
 * behind the other and the first error stays in *e; gets fail in the reader. */
#ifndef CARD_FIELDS_H
#define CARD_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "loop/msg.h"

struct card_info;
struct secret;

void field_put_u8(struct buf *b, uint8_t v, enum err *e);
void field_put_u64(struct buf *b, int64_t v, enum err *e);
void field_put_bytes(struct buf *b, const void *bytes, size_t len,
    enum err *e);
void field_put_text(struct buf *b, const char *text, enum err *e);
void field_put_secret(struct buf *b, const struct secret *s, enum err *e);

/* An error travels by its name, which never changes. */
void field_put_err(struct buf *b, enum err v, enum err *e);

/* Outside 0 to 15: unknown. */
void field_put_tries(struct buf *b, int tries, enum err *e);

uint8_t field_get_up_to(struct msg_reader *r, uint8_t max);
bool field_get_bool(struct msg_reader *r);
enum err field_get_err(struct msg_reader *r);
int field_get_tries(struct msg_reader *r);

/* proto.c */
void field_put_info(struct buf *b, const struct card_info *i, enum err *e);
void field_get_info(struct msg_reader *r, struct card_info *i);

#endif
