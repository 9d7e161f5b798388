# The tests of a script, one line each, counted.  Sourced, after
#   SUITE=NAME	stands before each line
#   SAID=FILE	for what a command prints
passed=0 failed=0

# ok TEXT COMMAND...: what it prints is shown when it fails, and what else_show
# prints, where a suite has one.
ok() {
	local text=$1
	shift
	if "$@" >"$SAID" 2>&1; then
		passed=$((passed + 1))
		echo "ok - $SUITE: $text"
	else
		failed=$((failed + 1))
		echo "not ok - $SUITE: $text"
		{
			tail -40 "$SAID"
			! declare -F else_show >/dev/null || else_show
		} | sed 's/^/# /'
	fi
}
not() { ! "$@"; }

# The sum, for who reads it and for tests/run.sh; the script's status.
ok_sum() {
	[ -z "${RESULTS-}" ] || echo "$SUITE $passed $failed" >>"$RESULTS"
	echo "$SUITE: $passed passed, $failed failed"
	[ "$failed" = 0 ]
}
