#!/bin/bash
# Compare every screen, in both languages, at three sizes and line by line, with
# the text in golden/; the last line of the former is the cursor's cell and what
# has the focus.
# usage: run.sh            OUT=build/asan: where the programs are
#        GENERATE=1 run.sh rewrites golden/; look at the difference in git
set -u
cd "$(dirname "$0")/../.." || exit 1
program=${OUT:-build/asan}/cilingir
golden=tests/screen/golden
passed=0 failed=0

if [ ! -x "$program" ]; then
	echo "not ok - $program is not built"
	exit 1
fi
now=$(mktemp) || exit 1
trap 'rm -f "$now"' EXIT

# compare NAME ID SIZE LANG [OPTION...]
compare() {
	judge "$1 $4 $3" "$golden/$1.$4.$3.txt" "$2" --size "$3" --lang "$4" \
	    --cursor "${@:5}"
}

# The same line by line, as it is read out.
compare_plain() {
	judge "$1 $3 plain" "$golden/plain/$1.$3.txt" "$2" --lang "$3" --plain \
	    "${@:4}"
}

# judge NAME FILE ID OPTION...
judge() {
	local name=$1 file=$2
	"$program" --screens screens screens render "${@:3}" >"$now" 2>&1
	local status=$?
	if [ -n "${GENERATE-}" ] && [ $status = 0 ]; then
		cp "$now" "$file"
	fi
	if [ $status = 0 ] && cmp -s "$now" "$file"; then
		passed=$((passed + 1))
		echo "ok - $name"
	else
		failed=$((failed + 1))
		echo "not ok - $name (- golden, + as it stands)"
		diff -u "$file" "$now" | tail -n +3
		echo "--- as it stands:"
		cat "$now"
	fi
}

if [ -n "${GENERATE-}" ]; then
	rm -f "$golden"/*.txt "$golden"/plain/*.txt
	mkdir -p "$golden/plain"
fi
ids=$("$program" --screens screens screens list | cut -d' ' -f1)
if [ -z "$ids" ]; then
	echo "not ok - no screens could be listed"
	failed=1
fi
seen=0
for lang in tr en; do
	while read -r name id options; do
		case $name in ''|'#'*) continue ;; esac
		for size in 80x24 50x18 132x50; do
			# shellcheck disable=SC2086 # several options
			compare "$name" "$id" "$size" "$lang" $options
			seen=$((seen + 1))
		done
		# shellcheck disable=SC2086
		compare_plain "$name" "$id" "$lang" $options
		seen=$((seen + 1))
	done < <(printf '%s\n' "$ids" | sed 's/.*/& &/'; cat tests/screen/cases)
done

# A golden that no screen belongs to any more is a mistake too.
files=$(find $golden -name "*.txt" | wc -l)
if [ "$files" != "$seen" ]; then
	failed=$((failed + 1))
	echo "not ok - golden/ has $files files for $seen screens"
fi
[ -z "${RESULTS-}" ] || echo "screen $passed $failed" >>"$RESULTS"
echo "screen: $passed passed, $failed failed"
[ "$failed" = 0 ]
