/* The card service's socket that SSH has forwarded into this session.  On a
 * server with many sessions each person's reader must be their own: only a
 * socket that belongs to who runs the terminal is taken, in a folder where
 * nobody can put another in its place (packaging/ssh). */
#ifndef APP_SESSION_SOCKET_H
#define APP_SESSION_SOCKET_H

#include "base/err.h"

struct config;

/* PCSCLITE_CSOCK_NAME must name it, directly in `folder`; "": nothing is
 * asked for.  ERR_SOCKET_NONE: none was forwarded.  ERR_SOCKET_FOREIGN: it is
 * somewhere else, a link, no socket or not ours, or the folder is not safe. */
MUST_CHECK enum err session_socket_check(const char *folder);

/* Take it out of the folder: sshd leaves it behind. */
void session_socket_leave(const char *folder);

/* Why there is none and how to come again, in both languages, on standard
 * error. */
void session_socket_explain(const struct config *config, enum err e);

#endif
