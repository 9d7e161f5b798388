# The real cilingir-card, driven over card_client.c, with a new card for each
# check: source this after lib.sh and card_begin; helper_end ends the script.
#
#	use akis1			# of the cards from here on
#	test_is "what holds"
#	new_card			# locked; or with the options of `create`
#	watching			# the helper is there and tells of the card
#	begin; outcome challenge ok
#	finish; outcome result ok
#	client_stop
#	done_is
#
# Used:	HELPER, CARDS	another helper, another cards.yaml
# Set:	slot		where the card is
#	serial, other	of the card and of another one of its kind
#	LINE		what came last

CARD_PATIENCE=${CARD_PATIENCE_HELPER:-15}
HELPER=${HELPER:-$OUT/cilingir-card}
CLIENT=$OUT/card/card_client
NEW=246813
slot=0
passed=0 failed=0
what=

# ---- checks
# The name of what follows.  A check that fails says where it was.
test_is() { what=$1; good=1; }
miss() { [ "$good" = 1 ] && echo "# $what: $*"; good=0; }
done_is() {
	if [ "$good" = 1 ]; then
		echo "ok - $what"
		passed=$((passed + 1))
	else
		echo "not ok - $what"
		failed=$((failed + 1))
	fi
}

helper_end() {
	grep -aE 'Sanitizer|runtime error' "$CARD_DIR/client.err" &&
	    failed=$((failed + 1))
	echo "card: $passed passed, $failed failed"
	[ -z "${RESULTS-}" ] || echo "card $passed $failed" >>"$RESULTS"
	[ "$failed" = 0 ]
}

# ---- the client at the other end of two pipes
# client_start [READER]
client_start() {
	rm -f "$CARD_DIR/in" "$CARD_DIR/said"
	mkfifo "$CARD_DIR/in"
	: >"$CARD_DIR/said"
	"$CLIENT" "$(realpath "$HELPER")" "${CARDS:-config/cards.yaml}" pcsc ${1+"$1"} \
	    <"$CARD_DIR/in" >"$CARD_DIR/said" 2>>"$CARD_DIR/client.err" &
	CLIENT_PID=$!
	exec 8>"$CARD_DIR/in"
	told=0
	expect '^ready' || return 1
}

client_stop() {
	ask quit
	exec 8>&-
	wait "$CLIENT_PID"
	local status=$?
	[ "$status" = 0 ] || miss "client ended with $status"
}

ask() { echo "$*" >&8; }

untold() { tail -n +$((told + 1)) "$CARD_DIR/said"; }
has_line() { untold | grep -qE -- "$1"; }

# expect PATTERN: wait for a line that was not looked at before; LINE is it.
# Lines in front of it are passed over.
expect() {
	card_wait "'$1' of: $(untold | tr '\n' '|')" has_line "$1" ||
	    { miss "no '$1'"; return 1; }
	local at
	at=$(untold | grep -nE -m1 -- "$1" | cut -d: -f1)
	told=$((told + at))
	LINE=$(sed -n "${told}p" "$CARD_DIR/said")
}

# Nothing since the last expect() matches.
nothing() { has_line "$1" && miss "came: $1"; }

# The next line that is an outcome of what was asked.
outcome() { expect "^($1|refused)" && [[ $LINE == "$1 $2"* ]] ||
	miss "wanted '$1 $2', got '${LINE-}'"; }

# watching [READER]
watching() {
	client_start "${1:-Virtual PCD 00 0$slot}" && ask watch &&
	    expect '^watch' || return 1
}

begin() { ask "begin ${1:-$serial} ${2:-8000}"; }
finish() { ask "finish $NEW ${1:-8000}${2+ $2}"; }

# begun [MS]: the portal has what it needs to answer.  A card that is unlocked
# through a relay has more commands of its own on the way there.
INITIALIZE_UPDATE=8050000008a1a2a3a4a5a6a7a800
begun() {
	begin "$serial" "${1:-8000}"
	expect '^(challenge|refused)'
	[[ $LINE == "challenge ok"* ]] || return 1
	[ "$kind" = akis-scp ] || return 0
	ask "pass $INITIALIZE_UPDATE ${1:-8000}"
	expect '^(answer|refused)'
	[[ $LINE == "answer ok"* ]]
}

# ---- cards
# use KIND: of the cards from here on, and the portal's key to them.
use() {
	kind=$1
	case $kind in
	akis1)	serial=415bc5d60718293a4b5c6d7e
		other=415bc5d60718293a4b5c6d7f
		CARD_KEY=000102030405060708090a0b0c0d0e0f;;
	akis-scp)
		serial=415bc5d60718293a4b5c6d7e
		other=ff1122334455667788990077
		CARD_KEY=000102030405060708090a0b0c0d0e0f
		CARD_KEY+=101112131415161718191a1b1c1d1e1f;;
	gids)	serial=00112233445566778899aabbccddeeff
		other=ff112233445566778899aabbccddeeff
		CARD_KEY=000102030405060708090a0b0c0d0e0f1011121314151617;;
	piv)	serial=00112233445566778899aabbccddeeff;;
	esac
	export CARD_KEY
}

# make_card NAME SERIAL OPTION...
# Made once and copied from then on: its RSA keys take longer than a check.
make_card() {
	local name=$1 made="made.$kind.${*:2}"
	[ -e "$CARD_DIR/$made" ] || CARD_SERIAL=$2 card_make "$made" \
	    --type "$kind" "${@:3}" || return 1
	cp "$CARD_DIR/$made" "$CARD_DIR/$name"
}

# The slots take turns.  pcscd looks into a slot every 0.4 s: it sees the old
# card go while it finds the new one in the other slot.
next_slot() {
	card_stop $slot
	slot=$((1 - slot))
	card_wait "slot $slot empty" card_slot_empty $slot
	rm -f "$(card_log $slot)"
}

new_card() {
	next_slot
	make_card mine "$serial" "${@---locked}" && card_insert mine $slot
}

other_card() { make_card other "$other" --locked; }

# ---- the card's own account
# Since the cryptogram came.
was_reset() {
	sed -n '/ins=82/,$p' "$(card_log $slot)" |
	    grep -qE 'event (reset|power-off)'
}

# Commands whose instruction is one of "84|82|2c"; the whole field, as "82" may
# as well stand in the time of a line.
count_ins() { grep -cE " command .* ins=($1) " "$(card_log $slot)"; }

# What must hold for every authorisation, by the card's account: at most one
# EXTERNAL AUTHENTICATE and one RESET RETRY COUNTER; no VERIFY, no CHANGE, no
# PIN or PUK try spent.
invariant() {
	local many ins
	for ins in 82 2c; do
		many=$(count_ins $ins)
		[ "$many" -le 1 ] || miss "$many commands $ins"
	done
	[ "$(count_ins '2[04]|09')" = 0 ] && invariant_of_akis ||
		miss "a command that must never be sent"
	[ "$(card_state mine puk-tries)" = 3 ] || miss "a PUK try is gone"
}

# And for AKİS: a reset has P1 = 02, and nothing is of another class.
invariant_of_akis() {
	[ "$kind" != akis1 ] || ! grep -qE ' ins=2c p1=0[^2]| cla=[^0]' \
	    "$(card_log $slot)"
}

state_is() {
	[ "$(card_state mine pin-tries)" = "$1" ] ||
	    miss "card has $(card_state mine pin-tries) tries, not $1"
}

# The card, read anew, tells what happened.
resolve() {
	ask "identify 8000"
	expect '^(info|refused)' || return
	[[ $LINE == "info ok "*"tries=$1 "* ]] || miss "read '$LINE'"
}

use akis1
