/* The terminal as a service: it tells the manager that it is up, on which
 * screen it is, and again and again that its loop turns.  Does nothing where
 * nobody asked (NOTIFY_SOCKET). */
#ifndef APP_SERVICE_H
#define APP_SERVICE_H

#include "base/err.h"
#include "core/session.h"

struct loop;
struct service;

/* `next` (NULL: none) hears all that the session tells. */
MUST_CHECK enum err service_new(struct loop *loop,
    const struct session_observer *next, struct service **service);

/* What a session tells; valid as long as the service. */
const struct session_observer *service_observer(struct service *service);

/* The first screen is shown and the session has begun. */
void service_ready(struct service *service);

void service_free(struct service **service);

#endif
