/* The lists of the sandbox, apart from its mechanics. */
#ifndef HELPER_SYSCALLS_H
#define HELPER_SYSCALLS_H

#include <stdint.h>

#include <sys/mman.h>

#define SANDBOX_PROT_EXEC ((uint64_t)PROT_EXEC)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_SANITIZED 1
#else
#define SANDBOX_SANITIZED 0
#endif

/* End with NULL. */
extern const char *const syscalls_allowed[];	/* either helper */
extern const char *const syscalls_net[];	/* cilingir-net besides */
extern const char *const syscalls_deadly[];	/* kill */

#endif
