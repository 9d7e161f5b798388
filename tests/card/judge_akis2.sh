#!/bin/bash
# The virtual AKİS v2 card before a judge that is not ours: OpenSC's PKCS#15
# (pkcs15-tool) on its driver itacns, which adds nothing to ISO/IEC 7816-4 for
# PINs and files (with the driver for cards that it does not know, pkcs15-tool
# will not speak at all), through the real pcscd; and the terminal's own driver beside it: what
# `cilingir card` says agrees with the judge, whatever stands in the AODF.
# Prints a line a check; the last one counts them.
# usage: judge_akis2.sh          OUT: the programs (build/asan)
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/card/lib.sh
card_enter tests/card/judge_akis2.sh "$@" || exit 1
card_begin || exit 1
. tests/card/vcard_check.sh
for atr in 3b:9f:97:81:31:fe:45:80:65:54:43:d3:22:82:31:c0:73:f6:21:80:81:05:d3 \
    3b:65:00:00:20:63:cb:66:00; do
	printf '\tcard_atr %s {\n\t\tdriver = "itacns";\n\t}\n' "$atr"
done | cat <(echo 'app default {'; printf '\tcard_drivers = itacns;\n') - <(
    printf '\tframework pkcs15 {\n\t\tenable_builtin_emulation = no;\n\t}\n}\n') \
    >"$OPENSC_CONF"
wrong=000000
cat >"$CARD_DIR/cilingir.yaml" <<END
helpers: $(realpath "$OUT")
screens: $PWD/screens
card: {cards: $PWD/config/cards.yaml, puk: true, wait_s: 20}
END
cilingir() {
	"$OUT/cilingir" --config "$CARD_DIR/cilingir.yaml" --lang en "$@"
}
info() { cilingir card info >"$CARD_DIR/info" 2>"$CARD_DIR/info.err"; }
field() { sed -n "s/^$1: //p" "$CARD_DIR/info"; }
pin_says() { says "$1" pkcs15-tool --list-pins; }
typed() { printf '%s\n%s\n' "$1" "$2"; }
change() { typed "$1" "$2" | cilingir card change-pin "${@:3}"; }
unlock() { typed "$1" "$2" | cilingir card unlock "${@:3}"; }
right() { pkcs15-tool --verify-pin --auth-id 01 --pin "$1"; }

card_pcscd_start || exit 1
card_make mine --type akis2 || exit 1
card_insert mine || exit 1

check "answer to reset of the family TC" \
    says 3b:9f:97:81:31:fe:45:80:65:54:43:d3 opensc-tool -a
check "OpenSC takes it for PKCS#15" says 'Sanal AKIS 2' pkcs15-tool --dump
check "serial number out of TokenInfo" says "$CARD_SERIAL" \
    pkcs15-tool --list-info
check "PIN: reference 1, padded" pin_says 'Reference *: 1'
check "stored length 8" pin_says 'stored_len:8'
check "PIN is no PUK" pin_says 'unblockingPin'
check "certificate object" says 'ID  *: 45' pkcs15-tool --list-certificates
check "key object" says 'ModLength  *: 2048' pkcs15-tool --list-keys
check "reading has spent no try" tries mine 3

check "info" info
check "driver" is "$(field type)" akis2
check "label: for signatures" is "$(field label)" "AKİS v2.x"
check "serial as TokenInfo has it" is "$(field serial)" "$CARD_SERIAL"
check "tries by GET DATA" is "$(field pin-tries)" 3
check "digits out of the AODF" is "$(field pin-digits)" 6-8
check "certificate as OpenSC reads it" is \
    "$(cilingir card certs --pem 2>/dev/null | openssl x509 -outform der |
    sha256sum)" "$(pkcs15-tool --read-certificate 45 2>/dev/null |
    openssl x509 -outform der | sha256sum)"
check "that has spent no try either" tries mine 3

check "right PIN by OpenSC" right "$CARD_PIN"
check "wrong PIN" says 'incorrect' right "$wrong"
check "one try less" tries mine 2
check "and the terminal sees it" is "$(info; field pin-tries)" 2
check "right PIN again" right "$CARD_PIN"
head -c 32 /dev/urandom >"$CARD_DIR/digest"
pkcs15-tool --read-certificate 45 2>/dev/null |
    openssl x509 -noout -pubkey >"$CARD_DIR/public"
info_hex=3031300d060960864801650304020105000420$(od -An -tx1 -v \
    "$CARD_DIR/digest" | tr -d ' \n')
opensc-tool -s "00:20:00:01:08:$(to_hex "$CARD_PIN")ffff" \
    -s 00:22:41:B6:03:84:01:01 -s "00:2A:9E:9A:33:${info_hex}00" 2>&1 |
    grep -E '^([0-9A-F]{2} ){16}' | grep -oE '^([0-9A-F]{2} )+' |
    tr -d ' \n' >"$CARD_DIR/hex"
printf "$(sed 's/../\\x&/g' "$CARD_DIR/hex")" >"$CARD_DIR/signature"
check "a signature is 2048 bits" is "$(stat -c %s "$CARD_DIR/signature")" 256
check "the certificate's key confirms it" openssl pkeyutl -verify -pubin \
    -inkey "$CARD_DIR/public" -in "$CARD_DIR/digest" \
    -sigfile "$CARD_DIR/signature" -pkeyopt digest:sha256

check "change by OpenSC" pkcs15-tool --change-pin --auth-id 01 \
    --pin "$CARD_PIN" --new-pin 246802
check "it is written down" is "$(card_state mine pin)" 246802
check "change by the terminal, padded the same way" change 246802 135791
check "OpenSC takes that one" right 135791
check "wrong PIN at the terminal: 7" exits 7 change 999999 246802
check "one try is gone" tries mine 2
check "a PUK is for older cards: 5, nothing sent" exits 5 \
    unlock "$CARD_PUK" 246802 --last-try
check "all PUK tries are there" is "$(card_state mine puk-tries)" 3
check "no PUK has left" is "$(card_count 'ins=2c')" 0
check "OpenSC's PUK unlocks it: value and padding of the AODF" \
    pkcs15-tool --unblock-pin --auth-id 01 --puk "$CARD_PUK" \
    --new-pin 975310
check "its PIN is right" right 975310

card_tell 0 remove >/dev/null
card_wait "empty reader" card_slot_empty 0
card_stop 0

# ---- an identity card: the same ATR, another certificate
CARD_SERIAL=42aabbccddeeff0011223344
card_make identity --type akis2 --login-only && card_insert identity || exit 1
check "no certificate for signatures: named as such" is \
    "$(info; field label)" "AKİS v2.x kimlik kartı"
card_out 0

# ---- one that has no PKCS#15 at all: the ATR alone does not tell
card_make bare --type piv --serial 415bc5d60718293a4b5c6d7e8f901234 \
    --atr "$(sed -n 's/^atr //p' "$CARD_DIR/identity")" &&
    card_insert bare || exit 1
check "without the application: 5" exits 5 cilingir card info
check "told as an identity card" is "$(info; field label)" \
    "T.C. kimlik kartı"
check "and only SELECT was sent" is "$(awk '/ event start/ { n = other = 0 }
    / command / { n++ } / command / && !/ ins=a4 p1=04/ { other++ }
    END { print (n > 0) + 0, other }' "$(card_log)")" "1 0"
card_out 0

# ---- any card with PKCS#15, by the generic driver
card_make other --type akis2 --atr 3b6500002063cb6600 &&
    card_insert other || exit 1
check "another card with PKCS#15" is "$(info; field type)" p15
check "its tries" is "$(field pin-tries)" 3
check "change of its PIN" change "$CARD_PIN" 246802
check "OpenSC takes it" right 246802
check "its AODF has a PUK: unlocked by it" unlock "$CARD_PUK" 135791 \
    --last-try
check "OpenSC takes that PIN" right 135791
card_stop 0
check "no sanitizer has complained" bash -c '! cat "$1"/slot*.err | grep .' \
    - "$CARD_DIR"
check_end
