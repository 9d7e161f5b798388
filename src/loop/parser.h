/* One more call of channel_parser (channel.h), for channel.c only. */
#ifndef LOOP_PARSER_H
#define LOOP_PARSER_H

struct channel_parser;

/* Inside `frame`: drop the rest of what is being fed. */
void channel_parser_stop(struct channel_parser *p);

#endif
