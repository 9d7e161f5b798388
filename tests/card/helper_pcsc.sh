#!/bin/bash
# The real cilingir-card on the real pcscd with virtual cards: a whole unlock,
# and everything that a card, a reader, a person or a service can do to it.
# Prints a line a check; the last one counts them.
# usage: helper_pcsc.sh          OUT: the programs (build/asan)
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/card/lib.sh
card_enter tests/card/helper_pcsc.sh "$@" || exit 1
card_begin || exit 1
export CARD_KEY
CARD_PATIENCE=${CARD_PATIENCE_HELPER:-15}

HELPER=${HELPER:-$OUT/cilingir-card}
CLIENT=$OUT/card/card_client
OTHER=415bc5d60718293a4b5c6d7f
NEW=246813
passed=0 failed=0
what=

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

# ---- the client at the other end of two pipes
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

has_line() { tail -n +$((told + 1)) "$CARD_DIR/said" | grep -qE -- "$1"; }

# expect PATTERN: wait for a line that was not looked at before; LINE is it.
# Lines in front of it are passed over.
expect() {
	card_wait "'$1' of: $(tail -n +$((told + 1)) "$CARD_DIR/said" |
	    tr '\n' '|')" has_line "$1" || { miss "no '$1'"; return 1; }
	local at
	at=$(tail -n +$((told + 1)) "$CARD_DIR/said" | grep -nE -m1 -- "$1" |
	    cut -d: -f1)
	told=$((told + at))
	LINE=$(sed -n "${told}p" "$CARD_DIR/said")
}

# Nothing since the last expect() matches.
nothing() { has_line "$1" && miss "came: $1"; }

# The next line that is an outcome of what was asked.
outcome() { expect "^($1|refused)" && [[ $LINE == "$1 $2"* ]] ||
	miss "wanted '$1 $2', got '${LINE-}'"; }

# ---- the card's own account
new_card() {
	card_out 0
	rm -f "$(card_log 0)" "$CARD_DIR/mine" "$CARD_DIR/other"
	card_make mine "${@---locked}" && card_insert mine
}

# Since the cryptogram came.
was_reset() {
	sed -n '/ins=82/,$p' "$(card_log 0)" |
	    grep -qE 'event (reset|power-off)'
}

# Commands whose instruction is one of "84|82|2c"; the whole field, as "82" may
# as well stand in the time of a line.
count_ins() { grep -cE " command .* ins=($1) " "$(card_log 0)"; }

# What must hold for every authorisation, by the card's account: at most one
# EXTERNAL AUTHENTICATE and one RESET RETRY COUNTER, that with P1 = 02; no
# VERIFY, no CHANGE, nothing of another class; no PIN or PUK try spent.
invariant() {
	local many
	many=$(grep -hcE ' ins=82 ' "$(card_log 0)")
	[ "$many" -le "${1:-1}" ] || miss "$many EXTERNAL AUTHENTICATE"
	many=$(grep -hcE ' ins=2c ' "$(card_log 0)")
	[ "$many" -le "${1:-1}" ] || miss "$many RESET RETRY COUNTER"
	grep -qE ' ins=2c p1=0[^2]| ins=2[04] | ins=09 | cla=[^0]' \
	    "$(card_log 0)" && miss "a command that must never be sent"
	[ "$(card_state mine puk-tries)" = 3 ] || miss "a PUK try is gone"
}

state_is() {
	[ "$(card_state mine pin-tries)" = "$1" ] ||
	    miss "card has $(card_state mine pin-tries) tries, not $1"
}

watching() {
	client_start "$@" && ask watch && expect '^watch' || return 1
}

begin() { ask "begin ${1:-$CARD_SERIAL} ${2:-8000}"; }
finish() { ask "finish $NEW ${1:-8000}${2+ $2}"; }

# The card, read anew, tells what happened.
resolve() {
	ask "identify 8000"
	expect '^(info|refused)' || return
	[[ $LINE == "info ok "*"tries=$1 "* ]] || miss "read '$LINE'"
}

# ---- before there is anything
test_is "no pcscd: said, and noticed when it comes"
client_start
ask watch
expect 'presence=no-service trouble=no-pcscd'
ask "identify 5000"
outcome info no-pcscd
card_pcscd_start
expect 'presence=absent'
done_is

test_is "a card that comes is read without being asked"
card_make mine --locked
card_insert mine
expect "presence=present trouble=ok tries=0 operational=1 simulated=0 type=akis pin=6-8 serial=$CARD_SERIAL reader=Virtual PCD"
done_is

test_is "a card that goes is noticed, and one that comes back"
card_tell 0 remove >/dev/null
expect 'presence=absent'
card_tell_insert 0 >/dev/null
expect "presence=present .*serial=$CARD_SERIAL"
done_is

test_is "pcscd stopped and started again"
card_pcscd_stop
expect 'presence=no-service'
card_pcscd_start
expect "presence=present .*serial=$CARD_SERIAL"
client_stop
done_is

# ---- the whole thing
test_is "whole unlock: seven commands, three tries, new PIN"
new_card
watching
before=$(count_ins ..)
begin
outcome challenge "ok len=16 tries=0"
finish
expect '^step authenticating'
expect '^step writing'
expect '^step checking'
outcome result "ok authenticated=1 sent=1 before=0 after=3 sw=9000"
expect 'watch ok presence=present trouble=ok tries=3'
[ $(($(count_ins ..) - before)) = 7 ] || miss "$(($(count_ins ..) - before)) commands"
state_is 3
[ "$(card_state mine pin | tr -d ' ')" != "$(printf %s "$CARD_PIN" |
    od -An -tx1 | tr -d ' \n')" ] || miss "the PIN is the old one"
invariant
client_stop
done_is

test_is "a PIN that is not locked is reset too"
new_card --phase operation
watching
begin
outcome challenge "ok len=16 tries=3"
finish
outcome result "ok authenticated=1 sent=1 before=3 after=3"
invariant
client_stop
done_is

test_is "wrong cryptogram: refused, once"
new_card
watching
begin
outcome challenge ok
finish 8000 bad
outcome result "auth-refused authenticated=0 sent=0"
finish
outcome refused card-gone
state_is 0
invariant
client_stop
done_is

test_is "the serial of another card: nothing but reading"
new_card
watching
begin $OTHER
outcome challenge card-other
[ "$(count_ins '84|82|2c')" = 0 ] || miss "more than reading"
state_is 0
client_stop
done_is

test_is "administration phase: said, nothing done"
new_card --locked --phase administration
watching
[[ $LINE == *"trouble=card-phase"*"operational=0"* ]] || miss "$LINE"
begin
outcome challenge card-phase
[ "$(count_ins '84|82|2c|09')" = 0 ] || miss "more than reading"
client_stop
done_is

# The virtual card dies of its last PUK try; here it never had one.
test_is "a dead card: said, nothing done"
card_out 0
rm -f "$(card_log 0)" "$CARD_DIR/mine"
card_make mine --locked
sed -i 's/^puk-tries .*/puk-tries 0/' "$CARD_DIR/mine"
card_insert mine
watching
[[ $LINE == *"presence=present trouble=card-dead tries=-1 operational=0"*"serial=$CARD_SERIAL"* ]] ||
    miss "$LINE"
begin
outcome challenge card-dead
ask "identify 5000"
outcome info card-dead
[ "$(count_ins '84|82|2c')" = 0 ] || miss "more than reading"
client_stop
done_is

test_is "unknown ATR: asked for applications, nothing else sent"
sed '/name: pkcs15/,$d' config/cards.yaml >"$CARD_DIR/cards.yaml"
new_card --locked --atr 3b6500002063cb6600
CARDS=$CARD_DIR/cards.yaml watching
[[ $LINE == *"presence=unknown trouble=card-unknown"* ]] || miss "$LINE"
begin
outcome challenge card-unknown
[ "$(count_ins ..)" = "$(grep -c ' ins=a4 p1=04 ' "$(card_log 0)")" ] ||
    miss "more than SELECT"
client_stop
done_is

test_is "a PIV card: found by its application, tries read and none spent"
piv=00112233445566778899aabbccddeeff
CARD_SERIAL=$piv new_card --type piv --locked
watching
[[ $LINE == *"presence=present trouble=ok tries=0 operational=1 simulated=0 type=piv pin=6-8 serial=$piv"* ]] ||
    miss "$LINE"
card_stop 0
sed -i 's/^pin-tries .*/pin-tries 2/' "$CARD_DIR/mine"
card_insert mine
expect 'presence=present'
[[ $LINE == *"tries=2 "* ]] || miss "$LINE"
begin $piv
outcome challenge card-unknown
[ "$(count_ins '24|2c|82|84|87')" = 0 ] || miss "more than reading"
grep ' ins=20 ' "$(card_log 0)" | grep -qv ' lc=0 ' && miss "a PIN was sent"
state_is 2
client_stop
done_is

test_is "a card of the family TC that lacks the application: known by name"
CARD_SERIAL=$piv new_card --type piv --locked \
    --atr 3b9f978131fe4580655443d3228231c073f62180810553
watching
[[ $LINE == *"presence=unknown trouble=card-unknown"* ]] || miss "$LINE"
[ "$(count_ins ..)" = "$(grep -c ' ins=a4 p1=04 ' "$(card_log 0)")" ] ||
    miss "more than SELECT"
client_stop
done_is

test_is "no card"
watching
card_stop 0
[[ $LINE == *"presence=absent"* ]] || expect 'presence=absent trouble=no-card'
begin
outcome challenge no-card
ask "identify 5000"
outcome info no-card
client_stop
done_is

test_is "no such reader"
watching "Nobody's reader"
[[ $LINE == *"presence=no-reader trouble=no-reader"* ]] || miss "$LINE"
client_stop
done_is

# ---- the terminal's ways out
test_is "cancel while the portal is asked: the card is let go of"
new_card
watching
begin
outcome challenge ok
ask cancel
expect '^cancelled'
finish
outcome refused card-gone
ask "identify 5000"
outcome info ok
state_is 0
[ "$(count_ins '82|2c')" = 0 ] || miss "more than a challenge"
client_stop
done_is

for how in cancel close; do
	test_is "$how where the journal could not be written: no PIN is sent"
	new_card
	watching
	begin
	outcome challenge ok
	finish 8000 $how=writing
	expect '^(cancelled|closed)'
	card_wait "the reset of the card" was_reset
	[ "$(count_ins 2c)" = 0 ] || miss "the PIN was sent"
	nothing '^result'
	state_is 0
	invariant
	client_stop
	done_is
done

test_is "another program is kept out, and let in after"
new_card
watching
begin
outcome challenge ok
opensc-tool -r 0 -s 00CA01064D >"$CARD_DIR/opensc.out" 2>&1 &&
    miss "another program got in"
ask cancel
expect '^cancelled'
card_wait "the reader is free" opensc-tool -r 0 -s 00CA01064D
client_stop
done_is

# ---- the helper dies
for step in authenticating writing checking; do
	test_is "helper killed at $step"
	new_card
	watching
	begin
	outcome challenge ok
	finish 8000 kill=$step
	expect '^result'
	after=$(card_state mine pin-tries)
	case $step,$LINE in
	# Not known as soon as the PIN was let go, also where the helper was
	# quicker than its end.
	authenticating,"result helper-gone"*"sent=0"*) ;;
	authenticating,"result unlock-unknown"*"sent=1"*) ;;
	writing,"result helper-gone"*"sent=0"*) ;;
	writing,"result unlock-unknown"*"sent=1"*) ;;
	checking,"result unlock-unknown"*"sent=1"*) ;;
	checking,"result ok"*) ;;
	*)	miss "$LINE";;
	esac
	[[ $after == [03] ]] || miss "card has $after tries"
	# The next helper reads the same card; that is how it is resolved.
	ask "identify 8000"
	expect '^info ok'
	[[ $LINE == *"tries=$(card_state mine pin-tries) "* ]] || miss "$LINE"
	invariant
	client_stop
	done_is
done

test_is "helper killed while idle: a new one watches on"
new_card
watching
ask kill
expect '^killed'
card_tell 0 remove >/dev/null
expect 'presence=absent'
client_stop
done_is

test_is "helper killed with an open transaction"
new_card
watching
begin
outcome challenge ok
ask kill
expect '^killed'
ask "begin $CARD_SERIAL 8000"
expect '^(challenge|refused)'
if [[ $LINE == "refused card-busy" ]]; then
	card_wait "the end is noticed" bash -c "true"
	ask cancel
	expect '^cancelled'
	begin
	expect '^challenge'
fi
[[ $LINE == "challenge ok"* ]] || miss "$LINE"
finish
outcome result ok
invariant
client_stop
done_is

# ---- a card that is out for less than pcscd's poll: it sees nothing, and says
# nothing more of a card that is in
fault_met() { grep -q " command .* fault=$1 " "$(card_log 0)"; }
out_and_in() { card_tell 0 remove && card_tell 0 insert; }

test_is "pulled while it is read, and in again at once"
new_card
watching
card_tell 0 remove >/dev/null
expect 'presence=absent'
card_tell 0 "fault mute@+1" >/dev/null
card_tell 0 insert >/dev/null
card_wait "the fault" fault_met mute
out_and_in >/dev/null
expect "presence=present trouble=ok .*serial=$CARD_SERIAL"
client_stop
done_is

could_begin() {
	begin
	expect '^(challenge|refused)'
	[[ $LINE == "challenge ok"* ]]
}

for fault in mute empty; do
	test_is "pulled in an unlock ($fault), and in again at once"
	new_card
	watching
	card_tell 0 "fault $fault@+1" >/dev/null
	begin
	card_wait "the fault" fault_met "$fault"
	out_and_in >/dev/null
	outcome challenge card-gone
	card_wait "the card can be used again" could_begin
	finish
	outcome result "ok authenticated=1 sent=1"
	invariant
	client_stop
	done_is
done

test_is "another card, put in too quickly to be seen"
new_card
CARD_SERIAL=$OTHER card_make other --locked
watching
card_tell 0 "fault mute@+1" >/dev/null
begin
card_wait "the fault" fault_met mute
card_tell 0 "state $CARD_DIR/other" >/dev/null
card_tell 0 insert >/dev/null
outcome challenge card-gone
expect "presence=present trouble=ok .*serial=$OTHER"
begin
outcome challenge card-other
client_stop
done_is

# ---- the card misbehaves at the N-th command of the unlock
# 1 serial 2 tries 3 challenge | 4 authenticate 5 serial 6 reset 7 tries
for fault in pull lost mute late-mute short empty truncate reset power \
    sw6f00 late-sw6581 "swap:$CARD_DIR/other"; do
	for n in 1 2 3 4 5 6 7; do
		test_is "$fault at command $n"
		new_card
		CARD_SERIAL=$OTHER card_make other --locked
		watching
		card_tell 0 "fault $fault@+$n" >/dev/null
		begin $CARD_SERIAL 1500
		expect '^(challenge|refused)'
		[[ $LINE == *refused* ]] && miss "$LINE"
		if [[ $LINE == "challenge ok"* ]]; then
			finish 1500
			expect '^(result|refused)'
		fi
		got=$LINE
		pin=$(card_state mine pin-tries)
		other=$(card_state other pin-tries)
		# Whatever it was: as before or with the new PIN, and the other
		# card untouched.
		[[ $pin == [03] ]] || miss "card has $pin tries"
		[ "$other" = 0 ] || miss "the other card has $other tries"
		case $got in
		"result ok"*)
			[ "$pin" = 3 ] || miss "ok, but $pin tries";;
		*" unlock-unknown "*)
			[ "$n" -ge 6 ] || miss "unknown before the reset";;
		"result card-memory"*"sent=1"*) ;;
		"result card-refused"*"sent=1"*)	# reset, or another card
			[ "$pin" = 0 ] || miss "'$got', but the card is open";;
		*"sent=1"*)	miss "'$got' after the reset was sent";;
		*)	[ "$pin" = 0 ] || miss "'$got', but the card is open";;
		esac
		# Every way out says something that a person can act on.
		[[ $got =~ ^refused|\ (internal|io|timeout|refused)\  ]] &&
		    miss "'$got' says nothing"
		invariant
		client_stop
		done_is
	done
done

# The same on GIDS, where it matters most; what was read of it as it came is
# not read again:
# 1 the application 2 serial 3 key 4 nonces | 5 proof 6 reset 7 tries
gids=00112233445566778899aabbccddeeff
akis_key=$CARD_KEY CARD_KEY=000102030405060708090a0b0c0d0e0f1011121314151617
test_is "GIDS: whole unlock in seven commands"
CARD_SERIAL=$gids new_card --type gids --locked
watching
before=$(count_ins ..)
begin $gids
outcome challenge "ok len=32 tries=0"
finish
outcome result "ok authenticated=1 sent=1 before=0 after=3 sw=9000"
[ $(($(count_ins ..) - before)) = 7 ] || miss "$(($(count_ins ..) - before)) commands"
state_is 3
client_stop
done_is
for fault in lost truncate reset "swap:$CARD_DIR/other"; do
	for n in 4 5 6 7; do
		test_is "GIDS: $fault at command $n"
		CARD_SERIAL=$gids new_card --type gids --locked
		CARD_SERIAL=ff112233445566778899aabbccddeeff \
		    card_make other --type gids --locked
		watching
		card_tell 0 "fault $fault@+$n" >/dev/null
		begin $gids 1500
		expect '^(challenge|refused)'
		if [[ $LINE == "challenge ok"* ]]; then
			finish 1500
			expect '^(result|refused)'
		fi
		pin=$(card_state mine pin-tries)
		[[ $pin == [03] ]] || miss "card has $pin tries"
		[ "$(card_state other pin-tries)" = 0 ] ||
		    miss "the other card was changed"
		case $LINE in
		"result ok"*)
			[ "$pin" = 3 ] || miss "ok, but $pin tries";;
		*" unlock-unknown "*)
			[ "$n" -ge 6 ] || miss "unknown before the reset";;
		"result card-refused"*"sent=1"*)
			[ "$pin" = 0 ] || miss "'$LINE', but it is open";;
		*"sent=1"*)	miss "'$LINE' after the reset was sent";;
		*)	[ "$pin" = 0 ] || miss "'$LINE', but it is open";;
		esac
		many=$(count_ins 2c)
		[ "$many" -le 1 ] || miss "$many RESET RETRY COUNTER"
		client_stop
		done_is
	done
done

# Through a relay:
# 1 serial 2 tries 3 INITIALIZE UPDATE | 4 EXTERNAL AUTHENTICATE 5 serial
# 6 reset 7 tries
CARD_KEY=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
initialize=8050000008a1a2a3a4a5a6a7a800
relay_to() {	# up to where the portal would answer
	begin "$CARD_SERIAL" 1500
	expect '^(challenge|refused)'
	[[ $LINE == "challenge ok"* ]] || return
	ask "pass $initialize 1500"
	expect '^(answer|refused)'
	[[ $LINE == "answer ok"* ]]
}
test_is "relay: whole unlock in seven commands"
new_card --type akis-scp --locked
watching
before=$(count_ins ..)
begin
outcome challenge "ok len=0 tries=0"
ask "pass $initialize 8000"
outcome answer "ok len=29"
finish
outcome result "ok authenticated=1 sent=1 before=0 after=3 sw=9000"
[ $(($(count_ins ..) - before)) = 7 ] || miss "$(($(count_ins ..) - before)) commands"
state_is 3
client_stop
done_is
test_is "relay: a wrong cryptogram is refused, once"
new_card --type akis-scp --locked
watching
relay_to
finish 8000 bad
outcome result "auth-refused authenticated=0 sent=0"
state_is 0
client_stop
done_is
# VERIFY, CHANGE, RESET RETRY COUNTER, SELECT, PUT KEY, the life cycle: plain
# and wrapped.
for command in 0020008006313233343536 84200080080011223344556677 \
    84240000080011223344556677 002c028006323436383133 \
    842c0280080011223344556677 842c0080080011223344556677 \
    00a4040008a000000151000000 84d80000080011223344556677 80090002; do
	test_is "relay: $command is not passed on"
	new_card --type akis-scp --locked
	watching
	begin
	outcome challenge "ok len=0 tries=0"
	before=$(count_ins ..)
	ask "pass $command 8000"
	outcome answer "refused len=0"
	[ "$(count_ins ..)" = "$before" ] || miss "something was sent"
	finish
	outcome result card-gone
	state_is 0
	client_stop
	done_is
done
for fault in lost truncate reset "swap:$CARD_DIR/other"; do
	for n in 3 4 5 6 7; do
		test_is "relay: $fault at command $n"
		new_card --type akis-scp --locked
		CARD_SERIAL=ff1122334455667788990077 \
		    card_make other --type akis-scp --locked
		watching
		card_tell 0 "fault $fault@+$n" >/dev/null
		if relay_to; then
			finish 1500
			expect '^(result|refused)'
		fi
		pin=$(card_state mine pin-tries)
		[[ $pin == [03] ]] || miss "card has $pin tries"
		[ "$(card_state other pin-tries)" = 0 ] ||
		    miss "the other card was changed"
		case $LINE in
		"result ok"*)
			[ "$pin" = 3 ] || miss "ok, but $pin tries";;
		*" unlock-unknown "*)
			[ "$n" -ge 6 ] || miss "unknown before the reset";;
		"result card-refused"*"sent=1"*)
			[ "$pin" = 0 ] || miss "'$LINE', but it is open";;
		*"sent=1"*)	miss "'$LINE' after the reset was sent";;
		*)	[ "$pin" = 0 ] || miss "'$LINE', but it is open";;
		esac
		many=$(count_ins 2c)
		[ "$many" -le 1 ] || miss "$many RESET RETRY COUNTER"
		client_stop
		done_is
	done
done
CARD_KEY=$akis_key

# ---- after all that
test_is "the card can be read after everything"
new_card
watching
resolve 0
client_stop
done_is

grep -aE 'Sanitizer|runtime error' "$CARD_DIR/client.err" && failed=$((failed + 1))
echo "card: $passed passed, $failed failed"
[ -z "${RESULTS-}" ] || echo "card $passed $failed" >>"$RESULTS"
[ "$failed" = 0 ]
