#!/bin/bash
# The place "ssh": a real sshd with the block of packaging/ssh, an account made
# for this test, the terminal installed beside it; the card behind the pcscd of
# the other side, which the server's side cannot see.
# usage: run.sh      OUT: where the sanitized programs are, built
#
# What is tried to get a shell is tried first with an account that the block is
# not about: there each way out has to lead out, or the test says nothing.
set -u
cd "$(dirname "$0")/../.." || exit 1
export TOP=$PWD OUT=${OUT:-build/asan} BUILD=${BUILD:-build}
export BIN=$(realpath "$OUT") PILOT=$(realpath "$BUILD/tests/pilot")
. packaging/demo/world.sh

if [ "$(id -u)" != 0 ]; then
	echo "ok # skip ssh: only root can start an sshd for other accounts"
	[ -z "${RESULTS-}" ] || echo "ssh 0 0" >>"$RESULTS"
	exit 0
fi

# The server's programs lie where its accounts can get at them.
prepare() {
	local make=(make --no-print-directory -s SANITIZE=1 BUILD="$T/build"
	    PREFIX="$T/opt" ETCDIR="$T/etc" STATEDIR="$T/var")
	[[ $OUT == *asan ]] || make=("${make[@]/SANITIZE=1/SANITIZE=}")
	mkdir "$T/build" && cp -a "$OUT" "$T/build/" &&
	    if [[ $OUT != *asan ]]; then
		    rm -rf "$T/build" && cp -a "$OUT" "$T/build"
	    fi &&
	    "${make[@]}" install install-systemd && rm -rf "$T/build" &&
	    world_make "$T/world"
}

if [ -z "${IN_NAMESPACE-}" ]; then
	T=$(mktemp -d "${TMPDIR:-/tmp}/ssh.XXXXXX") || exit 1
	trap 'rm -rf "$T"' EXIT
	chmod 755 "$T"
	export T
	prepare >"$T/prepare.log" 2>&1 || {
		cat "$T/prepare.log"
		[ -z "${RESULTS-}" ] || echo "ssh 0 1" >>"$RESULTS"
		exit 1
	}
	IN_NAMESPACE=1 bash -c '. "$1/packaging/demo/world.sh"; shift
	    world_enter "$@"' - "$TOP" "$TOP/tests/ssh/run.sh"
	exit
fi

. tests/ssh/lib.sh
world_up "$T/world"
ssh_accounts
ssh_server_up
trap 'ssh_server_down; world_down' EXIT
. tests/ssh/visit.sh
. tests/ssh/escapes.sh
ok_sum
