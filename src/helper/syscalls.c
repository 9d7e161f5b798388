#include "helper/syscalls.h"

#include <stddef.h>

const char *const syscalls_allowed[] = {
	/* descriptors; which files can be opened is landlock's part */
	"read", "write", "readv", "writev", "pread64", "pwrite64", "close",
	"lseek", "open", "openat", "fstat", "stat", "lstat", "newfstatat",
	"statx", "access", "faccessat", "faccessat2", "readlink",
	"readlinkat", "getdents64", "fcntl", "dup", "dup2", "dup3", "pipe2",
	"fsync", "fdatasync", "ftruncate", "fchmod", "flock", "rename",
	"renameat", "renameat2", "unlink", "unlinkat",
	/* waiting */
	"poll", "ppoll", "select", "pselect6", "epoll_create1", "epoll_ctl",
	"epoll_wait", "epoll_pwait", "epoll_pwait2", "eventfd2",
	"timerfd_create", "timerfd_settime", "inotify_init1",
	"inotify_add_watch", "inotify_rm_watch", "nanosleep",
	"clock_nanosleep", "restart_syscall",
	/* sockets; which families is add_families() */
	"connect", "send", "sendto", "sendmsg", "recv", "recvfrom", "recvmsg",
	"shutdown", "getsockopt", "setsockopt", "getsockname", "getpeername",
	"socketpair",
	/* memory; mmap and mprotect are add_memory() */
	"brk", "munmap", "mremap", "madvise", "mlock", "mlock2", "munlock",
	/* threads and signals */
	"futex", "set_robust_list", "get_robust_list", "rseq",
	"set_tid_address", "sched_yield", "sched_getaffinity", "gettid",
	"getpid", "getppid", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
	"sigaltstack", "tgkill", "exit", "exit_group",
	/* asking */
	"clock_gettime", "clock_getres", "gettimeofday", "time", "getrandom",
	"getuid", "geteuid", "getgid", "getegid", "uname", "sysinfo",
	"getrlimit", "prlimit64", "getrusage", "getcpu",
	NULL
};

const char *const syscalls_net[] = {
	/* curl's resolver looks for its addresses in a thread and in /etc */
	"bind",				/* AF_NETLINK before it asks */
	"sendmmsg", "recvmmsg", "getcwd",
	NULL
};

const char *const syscalls_deadly[] = {
#if !SANDBOX_SANITIZED
	"ptrace",			/* how the leak check looks around */
#endif
	"execve", "execveat", "fork", "vfork", "process_vm_readv",
	"process_vm_writev", "pidfd_getfd", "kcmp", "mount", "umount2",
	"pivot_root", "chroot", "move_mount", "open_tree", "fsopen",
	"fsconfig", "fsmount", "setns", "unshare", "setuid", "setgid",
	"setreuid", "setregid", "setresuid", "setresgid", "setgroups",
	"capset", "bpf", "perf_event_open", "userfaultfd", "keyctl",
	"add_key", "request_key", "init_module", "finit_module",
	"delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon",
	"swapoff", "iopl", "ioperm", "acct", "quotactl", "io_uring_setup",
	"io_uring_enter", "io_uring_register", "listen", "accept", "accept4",
	NULL
};
