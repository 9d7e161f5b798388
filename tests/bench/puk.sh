#!/bin/bash
# Commands that a locked virtual PIV card gets for one unlock by its PUK, from
# `cilingir card unlock`, yubico-piv-tool and OpenSC's pkcs15-tool, by the
# card's own log.  In the namespace of run.sh, with its pcscd; the card sits in
# the second slot.  Prints "puk_commands.NAME<TAB>N".
# usage: puk.sh BIN WORLD          (cilingir.yaml of that world)
set -eu
BIN=$1 W=$2
PUK=86420975

printf 'pin=135790\npuk=%s\nkey=%032d\n' $PUK 0 | "$BIN/cilingir-vcard" \
    create --type piv --state "$W/puk.state" --locked --secrets-from - \
    --serial 00112233445566778899aabbccddeeff
cp "$W/puk.state" "$W/puk.locked"
sed 's/^card:$/&\n  reader: "00 01"\n  puk: true/;/^  reader: ""/d
    /^  puk: false/d' "$W/cilingir.yaml" >"$W/puk.yaml"

until_true() {
	local n
	for ((n = 0; n < 500; n++)); do
		"$@" >/dev/null 2>&1 && return
		sleep 0.02
	done
	echo "never: $*" >&2
	return 1
}

# measure NAME COMMAND…: all that the card got, and was it unlocked?
measure() {
	local name=$1 card
	shift
	cp "$W/puk.locked" "$W/puk.state"
	rm -f "$W/puk.log"
	"$BIN/cilingir-vcard" --state "$W/puk.state" --port 35964 \
	    --log "$W/puk.log" 2>>"$W/puk.err" &
	card=$!
	until_true grep -q 'event atr' "$W/puk.log"
	"$@" >"$W/puk.out" 2>&1 || { cat "$W/puk.out" >&2; exit 1; }
	grep -qx 'pin-tries 3' "$W/puk.state"
	printf 'puk_commands.%s\t%s\n' "$name" \
	    "$(grep -c ' command ' "$W/puk.log")"
	kill "$card"
	wait "$card" 2>/dev/null || true
	until_true bash -c '! opensc-tool -l 2>/dev/null | grep -q "Yes.*00 01"'
}

ours() { printf '%s\n246813\n' $PUK | "$BIN/cilingir" --config "$W/puk.yaml" \
    card unlock --last-try; }
measure cilingir ours
measure yubico yubico-piv-tool -r "00 01" -a unblock-pin -P $PUK -N 246813
measure opensc pkcs15-tool -r "Virtual PCD 00 01" --unblock-pin \
    --auth-id 01 --puk $PUK --new-pin 246813
