#!/bin/bash
# What goes wrong at the N-th command of an unlock, by the real cilingir-card on
# the real pcscd: for each fault and each kind of card, the answer is true of
# the card, and another card is never touched.
# Prints a line a check; the last one counts them.
# usage: helper_faults.sh          OUT: the programs (build/asan)
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/card/lib.sh
card_enter tests/card/helper_faults.sh "$@" || exit 1
card_begin || exit 1
. tests/card/helper_lib.sh

# honest FAULT N: what was said last is true of the card.
honest() {
	local pin is_open
	pin=$(card_state mine pin-tries)
	[[ $pin == [03] ]] || miss "card has $pin tries"
	[ "$(card_state other pin-tries)" = 0 ] ||
	    miss "the other card was changed"
	is_open=$([ "$pin" = 0 ] && echo no || echo yes)
	case $LINE,$is_open in
	# Only the random numbers of GIDS may be refused that early.
	"challenge "*refused*)
		[ "$kind" = gids ] || miss "'$LINE' of a question";;
	"result ok"*,yes) ;;
	"result ok"*)	miss "'$LINE' of a card that is locked";;
	*" unlock-unknown "*)
		[ "$2" -ge 6 ] || miss "unknown before the reset";;
	"result card-memory"*"sent=1"*)		# before the reset, or behind it
		[[ $1 == *sw* ]] || miss "'$LINE' of a card that is well";;
	"result card-refused"*"sent=1"*,no) ;;	# reset, or another card
	*"sent=1"*)	miss "'$LINE' after the reset was sent, open: $is_open";;
	*,yes)	miss "'$LINE', but the card is open";;
	esac
	# Every way out says something that a person can act on; but no portal
	# has a cryptogram for half of an INITIALIZE UPDATE.
	[ "$kind $1 $2" = "akis-scp truncate 3" ] ||
	    ! [[ $LINE =~ ^refused|\ (internal|io|timeout|refused)\  ]] ||
	    miss "'$LINE' says nothing"
}

# fault_at NAME FAULT N
fault_at() {
	test_is "$1 at command $3"
	new_card
	other_card
	watching
	card_tell $slot "fault $2@+$3" >/dev/null
	if begun 1500; then
		finish 1500
		expect '^(result|refused)'
	fi
	honest "$2" "$3"
	invariant
	client_stop
	done_is
}

# faults_at COMMANDS FAULT...: each at each of these.
faults_at() {
	local commands=$1 fault n
	shift
	for fault; do
		for n in $commands; do
			fault_at "$kind: $fault" \
			    "${fault/#swap/swap:$CARD_DIR/other}" "$n"
		done
	done
}

card_pcscd_start || exit 1

# 1 serial 2 tries 3 challenge | 4 authenticate 5 serial 6 reset 7 tries
use akis1
faults_at "1 2 3 4 5 6 7" pull lost mute late-mute short empty truncate reset \
    power sw6f00 late-sw6581 swap

# Where it matters most; what was read as it came is not read again:
# 1 the application 2 serial 3 key 4 nonces | 5 proof 6 reset 7 tries
use gids
faults_at "4 5 6 7" lost truncate reset swap

# Through a relay:
# 1 serial 2 tries 3 INITIALIZE UPDATE | 4 EXTERNAL AUTHENTICATE 5 serial
# 6 reset 7 tries
use akis-scp
faults_at "3 4 5 6 7" lost truncate reset swap

helper_end
