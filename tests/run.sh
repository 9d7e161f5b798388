#!/bin/bash
# All tests, suite by suite; the last line is "N passed, N failed".
# usage: run.sh [SUITE ...]      OUT: where the sanitized programs are
#
# Each suite prints what failed and appends "suite passed failed" to the file
# $RESULTS.  A suite that ends badly without saying so has failed once.  What
# failed is said once more at the end, where whoever sees only that finds it.
set -u
cd "$(dirname "$0")/.."
export OUT=${OUT:-build/asan}
export BUILD=${BUILD:-build}
export TEST_DIR=$BUILD/test
export RESULTS=$TEST_DIR/results
export ASAN_OPTIONS=${ASAN_OPTIONS-strict_string_checks=1:detect_stack_use_after_return=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS-print_stacktrace=1}
SHOWN=40		# lines of each failure, the screen among them

suite_lint()	{ tests/lint/run.sh; }
# By their sources: a program of a test that is no more may lie about.
suite_unit() {
	local sources=(tests/unit/test_*.c)
	sources=("${sources[@]#tests/}")
	sources=("${sources[@]%.c}")
	tests/run-units.sh "${sources[@]/#/$OUT/}" \
	    "$BUILD/unit/test_helper_sandbox"
}
suite_screen()	{ tests/screen/run.sh; }
suite_card()	{ tests/card/run.sh; }
suite_portal()	{ tests/portal/run.sh; }
suite_net()	{ tests/net/run.sh; }
suite_e2e()	{ tests/e2e/run.sh; }
suite_install()	{ tests/install/run.sh; }
suite_ssh()	{ tests/ssh/run.sh; }
suite_fuzz()	{ tests/fuzz/run.sh "$BUILD/fuzz" 0; }

[ $# -gt 0 ] || set -- lint unit install screen portal net card e2e ssh \
    fuzz
mkdir -p "$TEST_DIR"
rm -f "$RESULTS"
touch "$RESULTS"
for suite; do
	echo "== $suite"
	before=$(wc -l <"$RESULTS")
	"suite_$suite" | tee "$TEST_DIR/$suite.said"
	status=${PIPESTATUS[0]}
	said=$(tail -n +$((before + 1)) "$RESULTS" |
	    awk '{ f += $3; n++ } END { print n + 0, f + 0 }')
	case $status,$said in
	0,0\ *)	echo "$suite: says nothing"; echo "$suite 0 1" >>"$RESULTS";;
	0,*)	;;
	*,*\ 0)	echo "$suite: exit $status"; echo "$suite 0 1" >>"$RESULTS";;
	esac
done
echo "=="
for suite; do
	grep -A "$SHOWN" '^not ok' "$TEST_DIR/$suite.said" |
	    sed "s/^/$suite: /"
done
awk '{ printf "%-8s %d passed, %d failed\n", $1, $2, $3 }' "$RESULTS"
awk '{ p += $2; f += $3 } END {
	printf "%d passed, %d failed\n", p, f; exit f > 0 || p == 0 }' "$RESULTS"
