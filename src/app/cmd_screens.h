/* `cilingir screens …`: for those who write and review screens. */
#ifndef APP_CMD_SCREENS_H
#define APP_CMD_SCREENS_H

#include "app/options.h"

/* The exit status. */
int cmd_screens(const struct options *options, const char *dir);

#endif
