#!/bin/bash
# Calls and forms that are not used in src/: unbounded, locale-dependent,
# sleeping, and whatever would leave a secret behind.
. "$(dirname "$0")/lib.sh"

files=(src/*/*.[ch])
[ ${#files[@]} -gt 0 ] || exit 0
code=$(awk -f "$LINT/code.awk" "${files[@]}")
b='(^|[^A-Za-z0-9_])'			# where a name begins
e='[[:space:]]*\('			# and is called

report() {
	local places
	places=$(place "$1" <<<"$code")
	[ -z "$places" ] || found "$2" <<<"$places"
}

report "$b(strcpy|stpcpy|strcat|sprintf|vsprintf|gets)$e" \
    "unbounded or unterminated: use snprintf, memcpy or struct buf"
report "$b(atoi|atol|atoll|atof|strtok|scanf|sscanf|fscanf)$e" \
    "says nothing about errors: parse by hand, bounded"
report "$b(system|popen|execlp|execvp|alloca|tmpnam|tempnam|mktemp)$e" \
    "not used here"
report "$b(rand|srand|random|srandom|rand_r|drand48)$e" \
    "not random: use OpenSSL or getrandom"
report "$b(sleep|usleep|nanosleep|clock_nanosleep|thrd_sleep)$e" \
    "no sleeps: use the loop and a deadline"
report "$b(toupper|tolower|strcasecmp|strncasecmp|strtod|strtof)$e" \
    "depends on the locale: use base/utf8.h"
report "$b(localtime|gmtime|ctime|asctime|strerror_r|getlogin|ttyname)$e" \
    "static buffer or surprise: use the _r form or strerror"
report "$b(longjmp|setjmp|siglongjmp|sigsetjmp)$e" "one exit, no jumps"
report "${b}typedef[[:space:]]+(struct|union|enum)" \
    "struct x, not a typedef"
# `if ((n = read()) < 0)`, in one line (KNF has no statement behind an if).
report "$b(if|while) \(.*[]A-Za-z0-9_)] [-+|&]?= " \
    "no assignment inside a condition"
secret='(pin|puk|code|word|password|secret|key|token)s?'
places=$(grep -iE "${b}(memset|bzero)$e([^,]*[^a-z,])?$secret([^a-z][^,]*)?," \
    <<<"$code" | cut -d: -f1,2)
[ -z "$places" ] ||
	found "secrets are wiped with secret_wipe_mem()" <<<"$places"
places=$(awk -v want=cpp -f "$LINT/code.awk" "${files[@]}" | cut -d: -f1,2)
[ -z "$places" ] || found "/* comments */ only" <<<"$places"
exit $status
