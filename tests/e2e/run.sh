#!/bin/bash
# End-to-end tests: the real terminal on a pty, the real pcscd with the virtual
# card behind it, the real portal over TLS; each scenario in a world and a
# namespace of its own.
# usage: run.sh [SCENARIO …]      (names or patterns of tests/e2e/scenarios)
#
# Leaves in $TEST_DIR: e2e/<scenario>.log, and card.log, the command logs of all
# virtual cards of the run one behind the other.
set -u
cd "$(dirname "$0")/../.."
TOP=$PWD
OUT=${OUT:-build/asan}
BUILD=${BUILD:-build}
TEST_DIR=${TEST_DIR:-$BUILD/test}
export TOP BIN=$(realpath "$OUT") PILOT=$(realpath "$BUILD/tests/pilot")
export ORDINARY_BIN=$(realpath "$BUILD")
mkdir -p "$TEST_DIR/e2e"
TEST_DIR=$(realpath "$TEST_DIR")
export TEST_DIR
rm -rf "$TEST_DIR"/e2e/* "$TEST_DIR/template"
. packaging/demo/world.sh

# Certificates, enrolments and cards are the same for all: made once, copied.
world_make "$TEST_DIR/template" >"$TEST_DIR/e2e/template.log" 2>&1 &&
    . tests/e2e/template.sh >>"$TEST_DIR/e2e/template.log" 2>&1 || {
	echo "not ok - the world could not be made"
	cat "$TEST_DIR/e2e/template.log"
	[ -z "${RESULTS-}" ] || echo "e2e 0 1" >>"$RESULTS"
	exit 1
}

# What needs the network is fetched before the scenarios, which have none.
. tests/node.sh
export NODE_CONTRACT=$(realpath "$BUILD")/node/contract
node_install tests/contract "$NODE_CONTRACT" >"$TEST_DIR/e2e/node.log" 2>&1 ||
    cat "$TEST_DIR/e2e/node.log"
# The OpenID provider, while there is a network.  NO_OIDC=1 says that it is
# known that node and npm are not there.
export OIDC_MODULES=$(realpath "$BUILD")/node/oidc
. tests/oidc/lib.sh
if [ -z "${NO_OIDC-}" ]; then
	oidc_install "$OIDC_MODULES" >"$TEST_DIR/e2e/oidc.log" 2>&1 ||
	    cat "$TEST_DIR/e2e/oidc.log"
else
	echo "skipped - the OpenID provider: NO_OIDC is set"
fi

for lang in tr en; do
	tests/e2e/labels.sh "$BIN/cilingir" $lang \
	    >"$TEST_DIR/e2e/labels.$lang" 2>&1
done

wanted() {
	local pattern
	[ $# -gt 1 ] || return 0
	for pattern in "${@:2}"; do
		case $1 in $pattern) return 0;; esac
	done
	return 1
}

one() {
	local name=$1 log="$TEST_DIR/e2e/$1.log"
	shift
	if tests/e2e/scenario.sh "$name" "$@" >"$log" 2>&1 </dev/null; then
		echo "ok - $name"
	else
		echo "not ok - $name"
		sed 's/^/    /' "$log"
	fi
}
export -f one

sed -e 's/^#.*//' -e '/^[ \t]*$/d' tests/e2e/scenarios |
while read -r name rest; do
	[ -z "${NO_OIDC-}" ] || [[ $rest != *ISSUER=oidc* ]] || continue
	! wanted "$name" "$@" || printf '%s %s\n' "$name" "$rest"
done | xargs -P "${JOBS:-$((2 * $(nproc)))}" -d '\n' -n 1 bash -c 'one $0' |
    tee "$TEST_DIR/e2e/output"

# The demo makes a namespace of its own.
if wanted demo "$@"; then
	if tests/e2e/demo.sh >"$TEST_DIR/e2e/demo.log" 2>&1 </dev/null; then
		echo "ok - demo"
	else
		echo "not ok - demo"
		sed 's/^/    /' "$TEST_DIR/e2e/demo.log"
	fi | tee -a "$TEST_DIR/e2e/output"
fi

cat "$TEST_DIR"/e2e/*/card*.log >"$TEST_DIR/card.log" 2>/dev/null
# How often a PIN or PUK was typed for a card's own commands, by all of them.
typed=$(cat "$TEST_DIR"/e2e/*/typed 2>/dev/null |
    awk '{ v += $1; c += $2; p += $3 } END { print v + 0, c + 0, p + 0 }')
[ $# -gt 0 ] && which=some || which=all
tests/e2e/card_log.sh "$TEST_DIR/card.log" $which $typed | tee -a "$TEST_DIR/e2e/output"
# Only what all scenarios did together says anything.
if [ $# = 0 ] && [ -z "${NO_OIDC-}" ]; then
	tests/e2e/every_button.sh "$BIN/cilingir" \
	    "$TEST_DIR"/e2e/*/figures.prom | tee -a "$TEST_DIR/e2e/output"
elif [ $# = 0 ]; then
	echo "skipped - every button: NO_OIDC is set"
fi

if [ "$which" = all ]; then
	tests/e2e/faults.sh "$TEST_DIR/e2e/output" "$TEST_DIR/e2e" \
	    "$OUT/unit" |
	    tee -a "$TEST_DIR/e2e/output"
fi

passed=$(grep -c '^ok - ' "$TEST_DIR/e2e/output")
failed=$(grep -c '^not ok - ' "$TEST_DIR/e2e/output")
[ -z "${RESULTS-}" ] || echo "e2e $passed $failed" >>"$RESULTS"
echo "e2e: $passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
