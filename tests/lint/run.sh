#!/bin/bash
# Run every lint, and then each against a tree with one planted violation, to
# see that it can fail.  Prints "lint: N passed, M failed".
set -u
lint=$(cd "$(dirname "$0")" && pwd)
passed=0 failed=0

for name in layers headers banned size text man defaults completion packages \
    plant; do
	if "$lint/$name.sh"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "lint $name failed" >&2
	fi
done
[ -z "${RESULTS-}" ] || echo "lint $passed $failed" >>"$RESULTS"
echo "lint: $passed passed, $failed failed"
[ "$failed" = 0 ]
