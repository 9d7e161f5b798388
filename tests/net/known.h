/* What client and server of the network tests both know. */
#ifndef NET_KNOWN_H
#define NET_KNOWN_H

#define KNOWN_TOKEN "tok-9fQ2mZ7rXc4LwB1vKs8HdTg5NpYj3EuA"
#define KNOWN_WORD "kirpi-Zambak-7741"
#define KNOWN_VERIFICATION "168857414351237"
#define KNOWN_CODE "839214076655"

#endif
