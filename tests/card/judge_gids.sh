#!/bin/bash
# The virtual GIDS card before a judge that is not ours, through the real
# pcscd: Debian's OpenSC (pkcs15-tool, gids-tool).  Prints a line a check; the
# last one counts them.
# usage: judge_gids.sh          OUT: the programs (build/asan)
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/card/lib.sh
card_enter tests/card/judge_gids.sh "$@" || exit 1
card_begin || exit 1
. tests/card/vcard_check.sh
printf 'app default {\n\tcard_drivers = gids;\n}\n' >"$OPENSC_CONF"
CARD_SERIAL=415bc5d60718293a4b5c6d7e8f901234
CARD_KEY=000102030405060708090a0b0c0d0e0f1011121314151617
other_key=ff0102030405060708090a0b0c0d0e0f1011121314151617
wrong=000000

card_pcscd_start || exit 1
card_make mine --type gids || exit 1
card_insert mine || exit 1

check "the driver knows the card" says '^GIDS Smart Card' opensc-tool -n
check "serial is the card id" says '41 5B C5 D6 07 18' opensc-tool --serial
check "PIN: reference 80, tries out of 7F71" says 'Tries left *: 3' \
    pkcs15-tool --list-pins
check "certificate object" says 'X.509 Certificate .Imza' \
    pkcs15-tool --list-certificates
check "key object" says 'ModLength  *: 2048' pkcs15-tool --list-keys
check "certificate is one" says 'Demo Kart Sahibi' bash -o pipefail -c \
    'pkcs15-tool --read-certificate 00 | openssl x509 -noout -subject'
check "it is compressed: 01 00, its length, zlib" \
    says '^DF 24 82 .. .. 01 00 .. 0[2-5] 78 DA ' opensc-tool \
    -s 00:A4:04:00:09:A0:00:00:03:97:42:54:46:59:00 \
    -s 00:CB:A0:10:04:5C:02:DF:24:00
check "reading has spent no try" tries mine 3

check "right PIN" pkcs15-tool --verify-pin --auth-id 80 --pin "$CARD_PIN"
check "wrong PIN" says 'incorrect' pkcs15-tool --verify-pin --auth-id 80 \
    --pin "$wrong"
check "one try less" says 'Tries left *: 2' pkcs15-tool --list-pins
head -c 32 /dev/urandom >"$CARD_DIR/digest"
pkcs15-tool --read-certificate 00 2>/dev/null |
    openssl x509 -noout -pubkey >"$CARD_DIR/public"
check "signature" pkcs15-crypt --sign --sha-256 --pkcs1 --raw --key 00 \
    --pin "$CARD_PIN" -i "$CARD_DIR/digest" -o "$CARD_DIR/signature"
check "the certificate's key confirms it" openssl pkeyutl -verify -pubin \
    -inkey "$CARD_DIR/public" -in "$CARD_DIR/digest" \
    -sigfile "$CARD_DIR/signature" -pkeyopt digest:sha256
check "all tries are back" tries mine 3
check "change of the PIN" pkcs15-tool --change-pin --auth-id 80 \
    --pin "$CARD_PIN" --new-pin 246802
check "it is written down" is "$(card_state mine pin)" 246802

for left in 2 1 0; do
	pkcs15-tool --verify-pin --auth-id 80 --pin "$wrong" >/dev/null 2>&1
	check "wrong PIN: $left left" tries mine "$left"
done
check "unlocking with another key is refused" bash -c '! "$@"' - \
    gids-tool --unblock --admin-key "$other_key" --pin 975310
check "that has cost a try of the key" is \
    "$(card_state mine unlock-tries) $(card_state mine pin-tries)" "9 0"
check "unlocked with the administrator's key, mutually" \
    gids-tool --unblock --admin-key "$CARD_KEY" --pin 975310
check "all tries of both are back" is \
    "$(card_state mine unlock-tries) $(card_state mine pin-tries)" "10 3"
check "and this is the PIN" pkcs15-tool --verify-pin --auth-id 80 \
    --pin 975310

card_stop 0 KILL
card_insert mine
check "after kill -9 the card comes back with it" pkcs15-tool --verify-pin \
    --auth-id 80 --pin 975310
card_stop 0
check "no sanitizer has complained" bash -c '! cat "$1"/slot*.err | grep .' \
    - "$CARD_DIR"

check_end
