#!/bin/bash
# One unlock of a locked virtual card that takes 20 ms for each answer, by
# `cilingir` and by the programs that others have for that card: how many
# commands the card got (its own log), and how long the whole program took.  In
# the namespace of run.sh, with its pcscd; the card sits in the second slot.
# Prints "peer_commands.CARD.NAME<TAB>N" and "peer_ms.CARD.NAME<TAB>MS", the
# medians of ROUNDS.  A peer that is not installed
# has no lines.
#
#	piv	by the PUK		yubico-piv-tool, pkcs15-tool, ykman
#	gids	by its administrator	gids-tool
#	akis2	by challenge and response; the peer by the PUK: pkcs15-tool
#
# What the portal does for gids and akis2 card_client does, without a network.
# usage: peers.sh BIN WORLD          (cilingir.yaml of that world)
set -eu
BIN=$1 W=$2/peers
ROUNDS=${ROUNDS:-3}
PIN=246813 PUK=86420975
READER="Virtual PCD 00 01"

mkdir -p "$W"
sed "s,^card: {,&puk: true\, reader: \"00 01\"\, ," \
    "$2/cilingir.yaml" >"$2/peers.yaml"
grep -q '^card: {puk: true, reader: "00 01"' "$2/peers.yaml"

until_true() {
	local n
	for ((n = 0; n < 500; n++)); do
		"$@" >/dev/null 2>&1 && return
		sleep 0.02
	done
	echo "never: $*" >&2
	return 1
}
slot_empty() { opensc-tool -l | grep '00 01$' | grep -q ' No '; }
slot_full() { opensc-tool -l | grep '00 01$' | grep -q ' Yes '; }
polls() { grep -c ' event atr' "$W/card.log"; }
polled_since() { [ "$(polls)" -ge $(($1 + 2)) ]; }
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# make TYPE SERIAL KEY
make() {
	SERIAL=$2 CARD_KEY=$3
	export CARD_KEY
	printf 'pin=135790\npuk=%s\nkey=%s\n' $PUK "$3" | "$BIN/cilingir-vcard" \
	    create --type "$1" --state "$W/$1" --locked --serial "$2" \
	    --secrets-from -
}

# once CARD COMMAND…: "commands ms"; the card was unlocked by it.
once() {
	local kind=$1 card begin end
	shift
	cp "$W/$kind" "$W/card"
	rm -f "$W/card.log"
	"$BIN/cilingir-vcard" --state "$W/card" --port 35964 --answer-ms 20 \
	    --log "$W/card.log" 2>>"$W/card.err" &
	card=$!
	until_true slot_full
	begin=$(date +%s%N)
	"$@" >"$W/said" 2>&1 || { cat "$W/said" >&2; exit 1; }
	end=$(date +%s%N)
	grep -qx 'pin-tries 3' "$W/card" || { cat "$W/said" >&2; exit 1; }
	echo "$(grep -c ' command ' "$W/card.log") $(((end - begin) / 1000))"
	# A card that goes while pcscd still resets it is for pcscd never gone.
	until_true polled_since "$(polls)"
	kill "$card"
	wait "$card" 2>/dev/null || true
	until_true slot_empty
}

# measure CARD NAME COMMAND…
measure() {
	local kind=$1 name=$2 n
	shift 2
	if ! command -v "$1" >/dev/null; then
		echo "bench: $1 is not installed: left out" >&2
		return
	fi
	for ((n = 0; n < ROUNDS; n++)); do
		once "$kind" "$@"
	done >"$W/rounds"
	printf 'peer_commands.%s.%s\t%s\n' "$kind" "$name" \
	    "$(cut -d' ' -f1 "$W/rounds" | median)"
	printf 'peer_ms.%s.%s\t%s\n' "$kind" "$name" \
	    "$(cut -d' ' -f2 "$W/rounds" | median |
	    awk '{ print $1 / 1000 }')"
}

by_puk() { printf '%s\n%s\n' $PUK $PIN | "$BIN/cilingir" \
    --config "$W/../peers.yaml" card unlock --last-try; }

# Until the client says so.
client_says() {
	local line
	while read -r -t 20 line <&"${CLIENT[0]}"; do
		echo "$line"
		[[ $line == $1* ]] && return
	done
	return 1
}

by_portal() {
	coproc CLIENT { "$BIN/card/card_client" "$BIN/cilingir-card" \
	    config/cards.yaml pcsc "$READER"; }
	client_says ready
	echo watch >&"${CLIENT[1]}"
	client_says "watch ok presence=present"
	echo "begin $SERIAL 8000" >&"${CLIENT[1]}"
	client_says "challenge ok"
	echo "finish $PIN 8000" >&"${CLIENT[1]}"
	client_says "result ok"
	echo quit >&"${CLIENT[1]}"
	wait "$CLIENT_PID"
}

make piv 00112233445566778899aabbccddeeff "$(printf %032d 0)"
measure piv cilingir by_puk
measure piv yubico yubico-piv-tool -r "00 01" -a unblock-pin -P $PUK -N $PIN
measure piv opensc pkcs15-tool -r "$READER" --unblock-pin --auth-id 01 \
    --puk $PUK --new-pin $PIN
measure piv ykman ykman --reader "$READER" piv access unblock-pin \
    --puk $PUK --new-pin $PIN

make gids 00112233445566778899aabbccddeeff \
    000102030405060708090a0b0c0d0e0f1011121314151617
measure gids cilingir by_portal
measure gids opensc gids-tool -r "$READER" --unblock --admin-key "$CARD_KEY" \
    --pin $PIN

make akis2 415bc5d60718293a4b5c6d7e 000102030405060708090a0b0c0d0e0f
measure akis2 cilingir by_portal
# As tests/card/judge_akis2.sh has OpenSC read it.
cat >"$W/opensc.conf" <<'END'
app default {
	card_drivers = itacns;
	card_atr 3b:9f:97:81:31:fe:45:80:65:54:43:d3:22:82:31:c0:73:f6:21:80:81:05:d3 {
		driver = "itacns";
	}
	framework pkcs15 {
		enable_builtin_emulation = no;
	}
}
END
OPENSC_CONF=$W/opensc.conf measure akis2 opensc pkcs15-tool -r "$READER" \
    --unblock-pin --auth-id 01 --puk $PUK --new-pin $PIN
