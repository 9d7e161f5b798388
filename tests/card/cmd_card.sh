#!/bin/bash
# `cilingir card` on the real pcscd with virtual cards of each type: what it
# says agrees with what OpenSC and yubico-piv-tool say of the same card, its
# exit statuses are those of the manual, and no try is spent but by what was
# typed.  Prints a line a check; the last one counts them.
# usage: cmd_card.sh          OUT: the programs (build/asan)
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/card/lib.sh
card_enter tests/card/cmd_card.sh "$@" || exit 1
card_begin || exit 1
. tests/card/vcard_check.sh
CARD_AKIS_CONF=$OPENSC_CONF
unset OPENSC_CONF

cat >"$CARD_DIR/cilingir.yaml" <<END
helpers: $(realpath "$OUT")
screens: $PWD/screens
card: {cards: $PWD/config/cards.yaml, puk: true, wait_s: 20}
END
cilingir() {
	"$OUT/cilingir" --config "$CARD_DIR/cilingir.yaml" --lang en "$@"
}
# field NAME: of what `card info` said last; in capitals, as judges write.
info() { cilingir card info >"$CARD_DIR/info" 2>"$CARD_DIR/info.err"; }
field() { sed -n "s/^$1: //p" "$CARD_DIR/info"; }
hexline() { tr -d ' :\n' | tr a-f A-F; }
serial_of_opensc() { opensc-tool --serial 2>/dev/null | cut -c1-48 |
    grep -oE '([0-9A-F]{2} )+' | hexline; }
typed() { printf '%s\n%s\n' "$1" "$2"; }
change() { typed "$1" "$2" | cilingir card change-pin "${@:3}"; }
unlock() { typed "$1" "$2" | cilingir card unlock "${@:3}"; }

check "no pcscd: 4, with its code" exits 4 cilingir card info
check "and a usage error is 2" exits 2 cilingir card inform
card_pcscd_start || exit 1
check "no card: 4" exits 4 cilingir card info
check "but readers, empty ones" is "$(cilingir card list |
    grep -cx -e 'presence: absent' -e 'reader: Virtual PCD .*')" 4

# ---- PIV
CARD_SERIAL=415bc5d60718293a4b5c6d7e8f901234
card_make mine --type piv && card_insert mine || exit 1
check "PIV: info" info
check "type" is "$(field type)" piv
check "ATR as OpenSC reads it" is "$(field atr | tr a-f A-F)" \
    "$(opensc-tool -a 2>/dev/null | hexline)"
check "serial as OpenSC reads it" is "$(field serial | tr a-f A-F)" \
    "$(serial_of_opensc)"
check "tries as yubico-piv-tool reads them" is "$(field pin-tries)" \
    "$(yubico-piv-tool -r Virtual -a status 2>/dev/null |
    sed -n 's/^PIN tries left:[^0-9]*//p')"
fingerprint_of() { yubico-piv-tool -r Virtual -a status 2>/dev/null |
    awk -v slot="Slot $1:" '$0 ~ slot { in_slot = 1 }
	in_slot && /Fingerprint/ { print $2; exit }'; }
cilingir card certs >"$CARD_DIR/certs"
for slot in 9a 9c 9d 9e; do
	check "certificate $slot as yubico-piv-tool reads it" \
	    grep -x "sha256: $(fingerprint_of $slot)" "$CARD_DIR/certs"
done
check "in one command each, of extended length" \
    is "$(card_count 'le=4608')" 4
check "the same as JSON" bash -o pipefail -c '"$@" | grep -q "\"key_on_card\":"' - \
    "$OUT/cilingir" --config "$CARD_DIR/cilingir.yaml" card certs --json
cilingir card certs --pem >"$CARD_DIR/pem"
check "as PEM, each of them" is "$(grep -c BEGIN "$CARD_DIR/pem") $(
    openssl crl2pkcs7 -nocrl -certfile "$CARD_DIR/pem" 2>/dev/null |
    openssl pkcs7 -print_certs -noout 2>/dev/null | grep -c ^subject)" "4 4"
check "they are those of the list" is "$(openssl x509 -in "$CARD_DIR/pem" \
    -outform der | sha256sum | cut -d' ' -f1)" \
    "$(sed -n '/^sha256: /{s///p;q}' "$CARD_DIR/certs")"
check "not as both: 2" exits 2 cilingir card certs --pem --json
check "reading has spent no try" tries mine 3

# A second one in the other reader.
CARD_SERIAL=42aabbccddeeff0011223344 card_make other --locked &&
    card_insert other 1 || exit 1
cilingir card list --json >"$CARD_DIR/list"
listed() { python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))["readers"]
print(*("%s:%s:%s" % (i["type"], i["serial"][:4].upper(), i["pin_tries"])
    for i in r))' "$CARD_DIR/list"; }
check "list: both readers, what is in them, tries left" is "$(listed)" \
    "piv:415B:3 akis:42AA:0"
check "of several the first is used" is "$(info; field type)" piv
check "or the one whose name is asked for" is "$(cilingir \
    -o 'card.reader=00 01' card info | sed -n 's/^type: //p')" akis
check "listing has spent no try" is "$(card_state mine pin-tries) $(
    card_state other pin-tries)" "3 0"
card_stop 1

check "change of the PIN" change "$CARD_PIN" 246813
check "it is written down" is "$(card_state mine pin)" 246813
check "a PIN that is too simple: 6, nothing sent" exits 6 change 246813 111111
check "a PIN of letters: 6, nothing sent" exits 6 change 24a813 975310
check "no try is gone" tries mine 3
check "wrong PIN: 7" exits 7 change 999999 975310
check "one try is gone" tries mine 2
check "wrong again: 7" exits 7 change 999999 975310
check "the last try needs --last-try: 6" exits 6 change 999999 975310
check "and it is still there" tries mine 1
check "with it: 7" exits 7 change 999999 975310 --last-try
check "locked" tries mine 0
check "and a locked PIN is not sent: 6" exits 6 change 246813 975310
check "a PUK may always be the last: 6" exits 6 unlock "$CARD_PUK" 975310
check "the code of the portal is no PUK: 6" \
    exits 6 unlock 123456789012345 975310 --last-try
check "all PUK tries are there" is "$(card_state mine puk-tries)" 3
check "wrong PUK: 7" exits 7 unlock 11111111 975310 --last-try
check "unlocked by the PUK" unlock "$CARD_PUK" 975310 --last-try
check "yubico-piv-tool takes the new PIN" yubico-piv-tool -r Virtual \
    -a verify-pin -P 975310
# In again, be it before pcscd has seen that it was out.
back_in() {
	card_tell 0 status | grep -q card=out || return 0
	card_wait "empty reader" card_slot_empty 0 && card_tell_insert 0
}
# 1 to 3 are the first reading, 4 to 6 the one before the PUK goes.
fault() {
	back_in
	card_tell 0 "fault $1@+7" >/dev/null
	unlock "$CARD_PUK" "$2" --last-try
}
check "the answer to the PUK is lost: 8" exits 8 fault lost 246813
check "the card has carried it out" is "$(card_state mine pin)" 246813
check "pulled before it gets the PUK: 8" exits 8 fault pull 975310
check "the card has not carried it out" is "$(card_state mine pin)" 246813
check "memory failure: 8" exits 8 fault late-sw6581 975310
check "all PUK tries are there, whatever it was" is \
    "$(card_state mine puk-tries)" 3
sed -i 's/puk: true/puk: false/' "$CARD_DIR/cilingir.yaml"
check "without card.puk: 5, nothing sent" exits 5 unlock "$CARD_PUK" 246813 \
    --last-try
# From the SELECT on that finds the application.
most=$(awk '/ ins=a4 / { n = 0 } / command / { n++ }
    / ins=2c .* sw=9000/ { if (n > most) most = n } END { print most + 0 }' \
    "$(card_log 0)")
check "an unlock by the PUK took $most commands, 6 at most" \
    test "$most" -ge 1 -a "$most" -le 6
card_stop 0

# ---- GIDS
CARD_KEY=000102030405060708090a0b0c0d0e0f1011121314151617
card_make gids --type gids && card_insert gids || exit 1
check "GIDS: info" info
check "type" is "$(field type)" gids
check "serial as OpenSC reads it" is "$(field serial | tr a-f A-F)" \
    "$(serial_of_opensc)"
check "tries as OpenSC reads them" is "$(field pin-tries)" \
    "$(pkcs15-tool --list-pins 2>/dev/null |
    sed -n 's/.*Tries left *: //p')"
check "certificate as OpenSC reads it" is \
    "$(cilingir card certs --pem 2>/dev/null | openssl x509 -outform der |
    sha256sum)" "$(pkcs15-tool --read-certificate 00 2>/dev/null |
    openssl x509 -outform der | sha256sum)"
check "its holder is told" says 'Demo Kart Sahibi' cilingir card certs
check "no PUK there: 5" exits 5 unlock 12345678 246813 --last-try
check "change of the PIN" change "$CARD_PIN" 246813
check "OpenSC takes it" pkcs15-tool --verify-pin --auth-id 80 --pin 246813
check "wrong PIN: 7" exits 7 change 999999 975310
check "one try is gone" tries gids 2
card_stop 0

# ---- OpenPGP
CARD_SERIAL=fffe12345678 CARD_KEY=3132333435363738
card_make pgp --type openpgp && card_insert pgp || exit 1
check "OpenPGP: info" info
check "type" is "$(field type)" openpgp
check "serial as OpenSC reads it" is "$(field serial | tr a-f A-F)" \
    "$(serial_of_opensc)"
check "tries as OpenSC reads them" is "$(field pin-tries)" \
    "$(pkcs15-tool --list-pins 2>/dev/null |
    sed -n 's/.*Tries left *: //p' | head -1)"
sed -i 's/puk: false/puk: true/' "$CARD_DIR/cilingir.yaml"
check "wrong PIN: 7" exits 7 change 999999 975310
check "unlocked by the resetting code" unlock "$CARD_PUK" 975310
check "OpenSC takes the new PIN" pkcs15-tool --verify-pin --auth-id 01 \
    --pin 975310
card_stop 0

# ---- AKİS
CARD_SERIAL=415bc5d60718293a4b5c6d7e CARD_KEY=000102030405060708090a0b0c0d0e0f
card_make akis && card_insert akis || exit 1
export OPENSC_CONF=$CARD_AKIS_CONF
check "AKİS: info" info
check "type" is "$(field type)" akis
check "serial as OpenSC reads it" is "$(field serial | tr a-f A-F)" \
    "$(serial_of_opensc)"
cilingir card certs >"$CARD_DIR/certs"
check "certificate as OpenSC reads it" grep -x "sha256: $(pkcs15-tool \
    --read-certificate 45 2>/dev/null | openssl x509 -outform der |
    sha256sum | cut -d' ' -f1)" "$CARD_DIR/certs"
check "change of the PIN" change "$CARD_PIN" 246813
check "OpenSC takes it" pkcs15-tool --verify-pin --pin 246813
card_stop 0

# ---- none of them
card_make unknown --atr 3b6500002063cb6600 && card_insert unknown || exit 1
check "a card of an unknown kind with PKCS#15" is "$(info; field type) $(
    field serial)" "p15 $CARD_SERIAL"
check "that does not tell its tries: not known, and none spent" is \
    "$(field pin-tries) $(card_state unknown pin-tries)" "unknown 3"
check "nothing is sent for an unknown number of tries: 6" exits 6 \
    change "$CARD_PIN" 246813
sed '/name: pkcs15/,$d' config/cards.yaml >"$CARD_DIR/cards.yaml"
cilingir() {
	"$OUT/cilingir" --config "$CARD_DIR/cilingir.yaml" --lang en \
	    -o card.cards="$CARD_DIR/cards.yaml" "$@"
}
check "a card of an unknown kind: 5" exits 5 cilingir card info
check "asked for applications, and nothing else" bash -c \
    '! grep " command " "$1" | tail -n "$2" | grep -v "ins=a4 p1=04"' - \
    "$(card_log 0)" 3
check "no sanitizer has complained" bash -c '! cat "$1"/slot*.err | grep .' \
    - "$CARD_DIR"

check_end
