#!/bin/bash
# Run every fuzzer: its whole corpus, then SECONDS_EACH more (0: corpus only).
# usage: run.sh DIR-OF-FUZZERS [SECONDS_EACH]
set -u
dir=$1 seconds=${2:-0}
here=$(dirname "$0")
passed=0 failed=0
for source in "$here"/fuzz_*.c; do
	name=$(basename "$source" .c)
	corpus=$here/corpus/${name#fuzz_}
	work=$(mktemp -d)
	new=$work/new
	mkdir "$new"
	limits="-timeout=20 -rss_limit_mb=1024 -max_len=8192"
	if [ "$seconds" -gt 0 ]; then
		limits="$limits -max_total_time=$seconds"
	else
		limits="$limits -runs=2000"
	fi
	if [ -n "$(ls -A "$corpus" 2>/dev/null)" ] &&
	    "$dir/$name" $limits -artifact_prefix="$work/" "$new" "$corpus" \
	    >"$work/log" 2>&1; then
		passed=$((passed + 1))
		echo "ok - $name"
	else
		failed=$((failed + 1))
		echo "not ok - $name (no corpus, or it crashed)"
		tail -n 40 "$work/log" 2>/dev/null
		for crash in "$work"/crash-* "$work"/leak-* "$work"/timeout-*; do
			[ -f "$crash" ] || continue
			echo "$crash:"; od -An -tx1 "$crash" | head -20
		done
	fi
	rm -rf "$work"
done
[ -z "${RESULTS-}" ] || echo "fuzz $passed $failed" >>"$RESULTS"
echo "fuzz: $passed passed, $failed failed"
[ "$failed" = 0 ]
