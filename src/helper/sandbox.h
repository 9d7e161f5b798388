/* What a helper process gives up before it serves anybody.  Call once, with
 * everything read that lies outside `read` and `write`, and before a thread
 * is started (the filter holds for the threads made after it).
 *
 *	static const char *const read[] = { "/etc", "/usr", ca_file, NULL };
 *	e = sandbox_enter(SANDBOX_NET, read, NULL);
 *
 * In force afterwards, in this order:
 *   rlimits       no core file, few descriptors, small files
 *   no_new_privs  no way back through a setuid program
 *   landlock      of the file system only `read` (files, folders with what is
 *                 below) and `write` (folders), where the kernel has it; the
 *                 filter below holds without it
 *   seccomp       an allow-list; what is not on it fails with ENOSYS, so that
 *                 a newer C library takes its older way; what no helper ever
 *                 has a reason for (execve, ptrace, mount, ...) kills.  With
 *                 sanitizers, whose needs change, only the second list.
 *                 SANDBOX_CARD: sockets of AF_UNIX (pcscd) and no others;
 *                 SANDBOX_NET: AF_UNIX, AF_INET, AF_INET6, AF_NETLINK (how the
 *                 C library learns its addresses), never listening. */
#ifndef HELPER_SANDBOX_H
#define HELPER_SANDBOX_H

#include "base/err.h"

enum sandbox_kind { SANDBOX_CARD, SANDBOX_NET };

/* Lists end with NULL; a NULL list is empty; a path that does not exist is
 * skipped.  ERR_REFUSED: the kernel did not take no_new_privs or the filter:
 * do not go on. */
MUST_CHECK enum err sandbox_enter(enum sandbox_kind kind,
    const char *const *read, const char *const *write);

/* Die when the process that started this one dies.  Call first in main; the
 * channel's end covers a parent that was gone before the call. */
void sandbox_die_with_parent(void);

#endif
