#!/bin/bash
# The virtual PIV card before two judges that are not ours, through the real
# pcscd: Debian's OpenSC and Yubico's yubico-piv-tool.  Prints a line a check;
# the last one counts them.
# usage: judge_piv.sh          OUT: the programs (build/asan)
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/card/lib.sh
card_enter tests/card/judge_piv.sh "$@" || exit 1
card_begin || exit 1
. tests/card/vcard_check.sh
unset OPENSC_CONF
CARD_SERIAL=415bc5d60718293a4b5c6d7e8f901234
wrong=000000

yubico() { yubico-piv-tool -r Virtual "$@"; }
pem() { yubico -a read-certificate -s "$1"; }
subject() { pem "$1" | openssl x509 -noout -subject; }

card_pcscd_start || exit 1
card_make mine --type piv || exit 1
card_insert mine || exit 1

check "OpenSC: the driver knows the card" says 'Personal Identity' \
    opensc-tool -n
check "OpenSC: the serial is the GUID" says '41 5B C5 D6 07 18' \
    piv-tool --serial
check "OpenSC: PIN and PUK" says 'PIV PUK' pkcs15-tool --list-pins
check "OpenSC: four certificates" bash -o pipefail -c \
    '[ "$(pkcs15-tool --list-certificates 2>/dev/null |
    grep -c "^X.509")" = 4 ]'
check "Yubico: CHUID, certificates, tries" says 'PIN tries left:.3' \
    yubico -a status
check "ykman: tries of the PIN" says 'PIN tries remaining: *3' \
    ykman --reader "Virtual PCD 00 00" piv info
for slot in 9a 9c 9d 9e; do
	check "Yubico: certificate $slot" says 'Demo Kart Sahibi' \
	    subject $slot
done
check "reading has spent no try" tries mine 3

check "Yubico: right PIN" yubico -a verify-pin -P "$CARD_PIN"
check "Yubico: wrong PIN, 2 left" says '2 tries left' \
    yubico -a verify-pin -P $wrong
check "OpenSC: wrong PIN" says 'incorrect' \
    pkcs15-tool --verify-pin --auth-id 01 --pin $wrong
check "1 left on disk" tries mine 1
check "OpenSC: right PIN" pkcs15-tool --verify-pin --auth-id 01 \
    --pin "$CARD_PIN"
check "and all tries are back" tries mine 3

pem 9c >"$CARD_DIR/9c.pem" 2>/dev/null
pem 9d >"$CARD_DIR/9d.pem" 2>/dev/null
check "Yubico: signature with 9C" says 'Successful RSA' \
    yubico -a verify-pin -P "$CARD_PIN" -a test-signature -s 9c \
    -i "$CARD_DIR/9c.pem"
check "Yubico: decryption with 9D" says 'Successfully performed' \
    yubico -a verify-pin -P "$CARD_PIN" -a test-decipher -s 9d \
    -i "$CARD_DIR/9d.pem"
head -c 32 /dev/urandom >"$CARD_DIR/digest"
openssl x509 -in "$CARD_DIR/9c.pem" -noout -pubkey >"$CARD_DIR/public"
check "OpenSC: signature with 9C" pkcs15-crypt --sign --sha-256 --pkcs1 \
    --raw --key 02 --pin "$CARD_PIN" -i "$CARD_DIR/digest" \
    -o "$CARD_DIR/signature"
check "the certificate's key confirms it" openssl pkeyutl -verify -pubin \
    -inkey "$CARD_DIR/public" -in "$CARD_DIR/digest" \
    -sigfile "$CARD_DIR/signature" -pkeyopt digest:sha256

check "Yubico: change of the PIN" yubico -a change-pin -P "$CARD_PIN" \
    -N 246802
check "it is written down" is "$(card_state mine pin)" 246802
for left in 2 1 0; do
	yubico -a verify-pin -P $wrong >/dev/null 2>&1
	check "wrong PIN: $left left" tries mine "$left"
done
check "Yubico: it is locked" says 'PIN tries left:.0' yubico -a status
check "OpenSC: wrong PUK" says 'tries left: 2' pkcs15-tool --unblock-pin \
    --auth-id 01 --puk 11111111 --new-pin 135791
check "one PUK try less" is "$(card_state mine puk-tries)" 2
check "OpenSC: unlocked by the PUK" pkcs15-tool --unblock-pin --auth-id 01 \
    --puk "$CARD_PUK" --new-pin 135791
check "all PIN tries, all PUK tries" is \
    "$(card_state mine pin-tries) $(card_state mine puk-tries)" "3 3"
check "Yubico: change of the PUK" yubico -a change-puk -P "$CARD_PUK" \
    -N 12345670
check "Yubico: unlocked by that one" yubico -a unblock-pin -P 12345670 \
    -N 975310
check "and this is the PIN" yubico -a verify-pin -P 975310

card_stop 0 KILL
card_insert mine
check "after kill -9 the card comes back with it" yubico -a verify-pin \
    -P 975310
card_stop 0
check "no sanitizer has complained" bash -c '! cat "$1"/slot*.err | grep .' \
    - "$CARD_DIR"

check_end
