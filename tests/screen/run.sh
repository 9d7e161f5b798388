#!/bin/bash
# Compare every screen, in both languages and at three sizes, with the text in
# golden/; the last line is the cursor's cell and what has the focus.
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
	local file=$golden/$1.$4.$3.txt
	"$program" --screens screens screens render "$2" --size "$3" \
	    --lang "$4" --cursor "${@:5}" >"$now" 2>&1
	local status=$?
	if [ -n "${GENERATE-}" ] && [ $status = 0 ]; then
		cp "$now" "$file"
	fi
	if [ $status = 0 ] && cmp -s "$now" "$file"; then
		passed=$((passed + 1))
		echo "ok - $1 $4 $3"
	else
		failed=$((failed + 1))
		echo "not ok - $1 $4 $3 (- golden, + as it stands)"
		diff -u "$file" "$now" | tail -n +3
		echo "--- as it stands:"
		cat "$now"
	fi
}

if [ -n "${GENERATE-}" ]; then
	rm -f "$golden"/*.txt
	mkdir -p "$golden"
fi
ids=$("$program" --screens screens screens list | cut -d' ' -f1)
if [ -z "$ids" ]; then
	echo "not ok - no screens could be listed"
	failed=1
fi
seen=0
for lang in tr en; do
	for size in 80x24 50x18 132x50; do
		for id in $ids; do
			compare "$id" "$id" "$size" "$lang"
			seen=$((seen + 1))
		done
		while read -r name id options; do
			case $name in ''|'#'*) continue ;; esac
			# shellcheck disable=SC2086 # several options
			compare "$name" "$id" "$size" "$lang" $options
			seen=$((seen + 1))
		done <tests/screen/cases
	done
done

# A golden that no screen belongs to any more is a mistake too.
if [ "$(ls $golden | wc -l)" != "$seen" ]; then
	failed=$((failed + 1))
	echo "not ok - golden/ has $(ls $golden | wc -l) files for $seen screens"
fi
[ -z "${RESULTS-}" ] || echo "screen $passed $failed" >>"$RESULTS"
echo "screen: $passed passed, $failed failed"
[ "$failed" = 0 ]
