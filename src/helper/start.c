#include "helper/start.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>

#include "base/secret.h"
#include "helper/sandbox.h"

enum err
helper_protect(void)
{
	secret_process_protect();
	sandbox_die_with_parent();
	return signal(SIGPIPE, SIG_IGN) == SIG_ERR ? ERR_INTERNAL : ERR_OK;
}

enum err
helper_forget_environment(void)
{
	return clearenv() != 0 || setenv("LC_ALL", "C.UTF-8", 1) != 0 ?
	    ERR_INTERNAL : ERR_OK;
}

const char *
helper_lacks(void)
{
	if (fcntl(HELPER_CHANNEL, F_GETFD) < 0)
		return "descriptor 3 is closed: the terminal starts this"
		    " program";
	if (secret_heap_init() == SECRET_HEAP_NONE)
		return "no locked memory for secrets";
	return NULL;
}
