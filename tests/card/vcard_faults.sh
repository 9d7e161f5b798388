#!/bin/bash
# Faults of the virtual card as the real pcscd hands them on: what a program
# sees, and that reader and card work again afterwards.
# usage: vcard_faults.sh          OUT: the programs (build/asan)
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/card/lib.sh
card_enter tests/card/vcard_faults.sh "$@" || exit 1
card_begin || exit 1
. tests/card/vcard_check.sh

serial=00:CA:01:06:4D
card_pcscd_start || exit 1
card_make mine || exit 1
card_insert mine || exit 1

works() { says '41 5B C5' opensc-tool --serial; }
order() { card_tell 0 "fault $1@+1" >/dev/null; }
struck() { grep -q "fault=$1 " "$(card_log)"; }
no_card() { ! opensc-tool -n; }

# hangs FAULT: the program that sends the command stays in it until the card
# is taken out.
hangs() {
	local pid
	order "$1"
	opensc-tool -s "$serial" >"$CARD_DIR/out" 2>&1 &
	pid=$!
	card_wait "fault $1" struck "$1" || return 1
	kill -0 "$pid" || return 1
	card_tell 0 remove
	wait "$pid"
	cat "$CARD_DIR/out"
	! grep -q 'SW1=0x90' "$CARD_DIR/out" || return 1
	card_tell_insert 0 && works
}

# gone FAULT: no answer, the card is out, and comes back when put in.
gone() {
	order "$1"
	opensc-tool -s "$serial"
	struck "$1" && card_tell 0 status | grep card=out &&
	    card_wait "empty reader" no_card && card_tell_insert 0 && works
}

# odd FAULT PATTERN: this is what comes back, and the next command works.
odd() {
	order "$1"
	says "$2" opensc-tool -s "$serial" && works
}

power() {
	order power
	! opensc-tool -s "$serial" | grep 'SW1=0x90' &&
	    card_wait "card" card_seen 0 && card_wait "serial" works
}

check "the card works" works
check "sw: its status word" odd sw6581 'SW1=0x65, SW2=0x81'
check "late-sw: its status word" odd late-sw6F00 'SW1=0x6F, SW2=0x00'
check "truncate: 90 00 and a byte less" odd truncate 'SW1=0x90, SW2=0x00'
check "reset: nothing is seen" odd reset 'SW1=0x90, SW2=0x00'
check "pull: gone until inserted" gone pull
check "lost: gone until inserted" gone lost
check "mute: hangs until removed" hangs mute
check "late-mute: hangs until removed" hangs late-mute
check "empty: hangs until removed" hangs empty
check "power: back by itself" power
check "all tries are there" tries mine 3
card_stop 0
check "no sanitizer has complained" bash -c '! cat "$1"/slot*.err | grep .' \
    - "$CARD_DIR"
check_end
