#!/bin/bash
# The real cilingir-card on the real pcscd with virtual cards: a whole unlock
# of each kind, and everything that a card, a reader, a person or a service can
# do to it; helper_faults.sh has what goes wrong at one command.
# Prints a line a check; the last one counts them.
# usage: helper_pcsc.sh          OUT: the programs (build/asan)
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/card/lib.sh
card_enter tests/card/helper_pcsc.sh "$@" || exit 1
card_begin || exit 1
. tests/card/helper_lib.sh

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
make_card mine "$serial" --locked
card_insert mine $slot
expect "presence=present trouble=ok tries=0 operational=1 simulated=0 type=akis pin=6-8 serial=$serial reader=Virtual PCD"
done_is

test_is "a card that goes is noticed, and one that comes back"
card_tell $slot remove >/dev/null
expect 'presence=absent'
card_tell_insert $slot >/dev/null
expect "presence=present .*serial=$serial"
done_is

test_is "pcscd stopped and started again"
card_pcscd_stop
expect 'presence=no-service'
card_pcscd_start
expect "presence=present .*serial=$serial"
client_stop
done_is

# ---- the whole thing
# whole_unlock LEN: of its challenge
whole_unlock() {
	local before
	test_is "$kind: whole unlock: seven commands, three tries, new PIN"
	new_card
	watching
	before=$(count_ins ..)
	begun || miss "$LINE"
	grep -qx "challenge ok len=$1 tries=0" "$CARD_DIR/said" ||
	    miss "the challenge is not of $1 bytes"
	[ "$kind" != akis-scp ] || [ "$LINE" = "answer ok len=29" ] ||
	    miss "$LINE"
	finish
	expect '^step authenticating'
	expect '^step writing'
	expect '^step checking'
	outcome result "ok authenticated=1 sent=1 before=0 after=3 sw=9000"
	expect 'watch ok presence=present trouble=ok tries=3'
	[ $(($(count_ins ..) - before)) = 7 ] ||
	    miss "$(($(count_ins ..) - before)) commands"
	state_is 3
	[ "$(card_state mine pin | tr -d ' ')" != "$(printf %s "$CARD_PIN" |
	    od -An -tx1 | tr -d ' \n')" ] || miss "the PIN is the old one"
	invariant
	client_stop
	done_is
}
use gids
whole_unlock 32
use akis-scp
whole_unlock 0
use akis1
whole_unlock 16

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
begin "$other"
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
next_slot
make_card mine "$serial" --locked
sed -i 's/^puk-tries .*/puk-tries 0/' "$CARD_DIR/mine"
card_insert mine $slot
watching
[[ $LINE == *"presence=present trouble=card-dead tries=-1 operational=0"*"serial=$serial"* ]] ||
    miss "$LINE"
begin
outcome challenge card-dead
ask "identify 5000"
outcome info card-dead
[ "$(count_ins '84|82|2c')" = 0 ] || miss "more than reading"
client_stop
done_is

only_selects() {
	[ "$(count_ins ..)" = "$(card_count ' ins=a4 p1=04 ' $slot)" ] ||
	    miss "more than SELECT"
}

test_is "unknown ATR: asked for applications, nothing else sent"
sed '/name: pkcs15/,$d' config/cards.yaml >"$CARD_DIR/cards.yaml"
new_card --locked --atr 3b6500002063cb6600
CARDS=$CARD_DIR/cards.yaml watching
[[ $LINE == *"presence=unknown trouble=card-unknown"* ]] || miss "$LINE"
begin
outcome challenge card-unknown
only_selects
client_stop
done_is

test_is "a PIV card: found by its application, tries read and none spent"
use piv
new_card
watching
[[ $LINE == *"presence=present trouble=ok tries=0 operational=1 simulated=0 type=piv pin=6-8 serial=$serial"* ]] ||
    miss "$LINE"
card_stop $slot
sed -i 's/^pin-tries .*/pin-tries 2/' "$CARD_DIR/mine"
card_insert mine $slot
expect 'presence=present'
[[ $LINE == *"tries=2 "* ]] || miss "$LINE"
begin
outcome challenge card-unknown
[ "$(count_ins '24|2c|82|84|87')" = 0 ] || miss "more than reading"
grep ' ins=20 ' "$(card_log $slot)" | grep -qv ' lc=0 ' && miss "a PIN was sent"
state_is 2
client_stop
done_is

test_is "a card of the family TC that lacks the application: known by name"
new_card --locked --atr 3b9f978131fe4580655443d3228231c073f62180810553
watching
[[ $LINE == *"presence=unknown trouble=card-unknown"* ]] || miss "$LINE"
only_selects
client_stop
done_is

test_is "no card"
use akis1
watching
card_stop $slot
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
opensc-tool -r $slot -s 00CA01064D >"$CARD_DIR/opensc.out" 2>&1 &&
    miss "another program got in"
ask cancel
expect '^cancelled'
card_wait "the reader is free" opensc-tool -r $slot -s 00CA01064D
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
card_tell $slot remove >/dev/null
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
begin
expect '^(challenge|refused)'
if [[ $LINE == "refused card-busy" ]]; then
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
fault_met() { grep -q " command .* fault=$1 " "$(card_log $slot)"; }
out_and_in() { card_tell $slot remove && card_tell $slot insert; }

test_is "pulled while it is read, and in again at once"
new_card
watching
card_tell $slot remove >/dev/null
expect 'presence=absent'
card_tell $slot "fault mute@+1" >/dev/null
card_tell $slot insert >/dev/null
card_wait "the fault" fault_met mute
out_and_in >/dev/null
expect "presence=present trouble=ok .*serial=$serial"
client_stop
done_is

for fault in mute empty; do
	test_is "pulled in an unlock ($fault), and in again at once"
	new_card
	watching
	card_tell $slot "fault $fault@+1" >/dev/null
	begin
	card_wait "the fault" fault_met "$fault"
	out_and_in >/dev/null
	outcome challenge card-gone
	card_wait "the card can be used again" begun
	finish
	outcome result "ok authenticated=1 sent=1"
	invariant
	client_stop
	done_is
done

test_is "another card, put in too quickly to be seen"
new_card
other_card
watching
card_tell $slot "fault mute@+1" >/dev/null
begin
card_wait "the fault" fault_met mute
card_tell $slot "state $CARD_DIR/other" >/dev/null
card_tell $slot insert >/dev/null
outcome challenge card-gone
expect "presence=present trouble=ok .*serial=$other"
begin
outcome challenge card-other
client_stop
done_is

# ---- through a relay
use akis-scp
test_is "relay: a wrong cryptogram is refused, once"
new_card
watching
begun || miss "$LINE"
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
	new_card
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

# ---- after all that
test_is "the card can be read after everything"
use akis1
new_card
watching
resolve 0
client_stop
done_is

helper_end
