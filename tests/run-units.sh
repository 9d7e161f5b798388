#!/bin/bash
# Run unit test programs (cmocka); print what failed; count tests over all.
# usage: run-units.sh PROGRAM...
set -u
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
export CMOCKA_MESSAGE_OUTPUT=TAP
passed=0 failed=0
for program; do
	# A test that hangs has failed; so has one whose child holds its output.
	output=$(timeout -k 5 300 "$program" 2>&1)
	status=$?
	ok=$(grep -c '^ok ' <<<"$output")
	bad=$(grep -c '^not ok ' <<<"$output")
	# A program that ended badly without saying which test has failed once.
	[ "$status" = 0 ] || [ "$bad" -gt 0 ] || bad=1
	[ "$((ok + bad))" -gt 0 ] || bad=1
	passed=$((passed + ok)) failed=$((failed + bad))
	if [ "$bad" -gt 0 ]; then
		printf '%s: exit %s\n%s\n' "$program" "$status" "$output"
	fi
done
[ -z "${RESULTS-}" ] || echo "unit $passed $failed" >>"$RESULTS"
echo "unit: $passed passed, $failed failed"
[ "$failed" = 0 ]
