#!/bin/bash
# Each header compiles alone, and twice (its guard works).
. "$(dirname "$0")/lib.sh"
FLAGS=$(pkg-config --cflags libpcsclite)
export FLAGS

one() {
	local output
	# shellcheck disable=SC2086
	output=$(gcc -std=c11 -D_GNU_SOURCE -Isrc $FLAGS -Wall -Wextra -pedantic \
	    -Werror -fsyntax-only -include "$1" -include "$1" \
	    -x c /dev/null 2>&1) || {
		printf '%s:1: does not compile alone\n%s\n' "$1" "$output"
		return 1
	}
}
export -f one
printf '%s\0' src/*/*.h | xargs -0 -n 1 -P 2 bash -c 'one "$1"' one ||
	status=1
exit $status
