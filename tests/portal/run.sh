#!/bin/bash
# The real portal, driven by curl: each operation, each refusal, expiry,
# repeats at the same time, restart, audit, TLS, and what is left on disk.
# usage: run.sh     (environment: OUT, default build/asan; RESULTS)
set -u
cd "$(dirname "$0")/../.." || exit 3
portal=${OUT:-build/asan}/cilingir-portal
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
dir=$(mktemp -d)
. tests/portal/lib.sh
. tests/portal/api.sh
trap 'portal_stop; rm -rf "$dir"' EXIT

passed=0 failed=0
check() {	# NAME COMMAND...
	local name=$1
	shift
	if "$@" >/dev/null 2>&1; then
		echo "ok - $name"
		passed=$((passed + 1))
	else
		echo "not ok - $name"
		echo "#   ${*@Q}"
		echo "#   status=${status-} body=${body-}"
		failed=$((failed + 1))
	fi
}
is() { [ "$1" = "$2" ]; }
# LEFT of LIFE seconds: all of them, but for those that the call itself took.
left_of() { [ "$1" -le "$2" ] && [ "$1" -ge $(($2 - took)) ]; }
no() { ! "$@"; }
answered() { [ "$status" = "$1" ] && [ "$problem" = "${2-}" ]; }
sql() { sqlite3 -readonly -cmd '.timeout 5000' "$dir/portal.db" "$1"; }

[ -x "$portal" ] || { echo "not ok - $portal is not built"; exit 3; }
pin=$(packaging/demo/certs.sh "$dir/tls")

for part in ${PARTS:-setup token http session login captcha word sms \
    profile approval unlock relay edevlet oidc certificate signed idcard \
    operator report letter repeats restart shutdown tls metrics case many \
    secrets audit spec}; do
	. "tests/portal/part_$part.sh"
done

echo "portal: $passed passed, $failed failed"
[ -z "${RESULTS-}" ] || echo "portal $passed $failed" >>"$RESULTS"
[ "$failed" = 0 ]
