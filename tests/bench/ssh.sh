#!/bin/bash
# Sessions of a real sshd on the loopback side by side: the terminal of the
# place "ssh", each with a reader that is forwarded to it, beside a shell and a
# dialog under the same sshd.
# usage: ssh.sh prepare BUILD FOLDER          before the namespace is entered
#        ssh.sh measure FOLDER WORLD N SECONDS    in that of run.sh; prints
#                                                 figures
set -eu
cd "$(dirname "$0")/../.."
TOP=$PWD
. packaging/demo/world.sh
what=$1
shift

if [ "$what" = prepare ]; then
	BUILD=$1 T=$2
	rm -rf "$T"
	mkdir -p "$T/build"
	chmod 755 "$T"
	tar -C "$BUILD" --exclude=./asan --exclude=./bench --exclude=./test \
	    --exclude=./node -cf - . | tar -C "$T/build" -xf -
	make --no-print-directory -s BUILD="$T/build" PREFIX="$T/opt" \
	    ETCDIR="$T/etc" STATEDIR="$T/var" install install-systemd
	rm -rf "$T/build"
	exit
fi

T=$1 W=$2 N=$3 SECONDS_EACH=$4
BIN=$(realpath "$W/../..")
mkdir -p "$T/world/tls"
cp "$W/tls/ca.crt" "$T/world/tls/"
cp "$W/pin" "$W/cilingir.yaml" "$T/world/"
. tests/ssh/lib.sh
ssh_accounts
ssh_server_up
trap ssh_server_down EXIT
sessions() {	# NAME MARK COMMAND…
	local name=$1 mark=$2
	shift 2
	"$W/../ssh_sessions" "$name" "$SERVER" "$N" "$SECONDS_EACH" "$mark" \
	    "$T/client/ssh" -tt "$@"
	_none_left() { ! pgrep -P "$SERVER" >/dev/null; }
	world_until "the end of the sessions" _none_left
}
sessions shell 'ready:' free@127.0.0.1 "exec env PS1=ready: sh"
sessions dialog Cancel free@127.0.0.1 \
    "exec dialog --form Kod 12 60 2 Kod: 1 1 '' 1 12 10 10"
sessions cilingir "$S_WELCOME" -o ControlPath=none \
    -o ExitOnForwardFailure=yes \
    -o SetEnv=PCSCLITE_CSOCK_NAME=/run/cilingir-ssh/bench-% \
    -R "/run/cilingir-ssh/bench-%:/run/pcscd/pcscd.comm" bound@127.0.0.1
