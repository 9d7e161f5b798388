#!/bin/bash
# The virtual AKİS card before a judge that is not ours: the AKİS driver of
# Debian's OpenSC (0.23 is the last release that has it), through the real
# pcscd.  Prints a line a check; the last one counts them.
# usage: judge_opensc.sh          OUT: the programs (build/asan)
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/card/lib.sh
card_enter tests/card/judge_opensc.sh "$@" || exit 1
card_begin || exit 1

. tests/card/vcard_check.sh
wrong=000000
select_app='00:A4:00:00:02:3D:00:00'

card_pcscd_start || exit 1
card_make mine || exit 1
card_insert mine || exit 1

check "the driver knows the card" says '^AKIS$' opensc-tool -n
check "answer to reset" says 3b:9f:96:81:31:fe:45:80:67:55:45:4b:41:45:12:52 \
    opensc-tool -a
check "serial number" says '41 5B C5 D6 07 18 29 3A 4B 5C 6D 7E' \
    opensc-tool --serial
check "file tree" says '3f003d004501.*size: [1-9]' opensc-tool -f
check "directory" says '5032.*wEF' explore 'cd 3D00' ls
check "PIN object: reference 80, 6 to 8 digits" \
    says 'min_len:6, max_len:8' pkcs15-tool --list-pins
check "certificate object" says 'ID  *: 45' pkcs15-tool --list-certificates
check "key object" says 'ModLength  *: 2048' pkcs15-tool --list-keys
check "certificate is one" says 'Demo Kart Sahibi' bash -o pipefail -c \
    'pkcs15-tool --read-certificate 45 | openssl x509 -noout -subject'
check "reading has spent no try" tries mine 3

check "right PIN" pkcs15-tool --verify-pin --pin "$CARD_PIN"
check "wrong PIN is told, 2 left" \
    says 'Incorrect code, 2 tries left' explore "verify CHV128 \"$wrong\""
check "SELECT shows 2 left (bit 40)" says '90 01 52' \
    opensc-tool -s "$select_app"
check "wrong PIN again, 1 left" \
    says 'Incorrect code, 1 tries left' explore "verify CHV128 \"$wrong\""
check "SELECT shows 1 left (bit 80)" says '90 01 92' \
    opensc-tool -s "$select_app"
check "right PIN by PKCS#15" pkcs15-tool --verify-pin --pin "$CARD_PIN"
check "and all tries are back" says '90 01 12' opensc-tool -s "$select_app"

head -c 32 /dev/urandom >"$CARD_DIR/digest"
pkcs15-tool --read-certificate 45 2>/dev/null |
    openssl x509 -noout -pubkey >"$CARD_DIR/public"
check "signature by pkcs15-crypt" pkcs15-crypt --sign --sha-256 --pkcs1 \
    --raw --key 45 --pin "$CARD_PIN" -i "$CARD_DIR/digest" \
    -o "$CARD_DIR/signature"
check "the certificate's key confirms it" openssl pkeyutl -verify -pubin \
    -inkey "$CARD_DIR/public" -in "$CARD_DIR/digest" \
    -sigfile "$CARD_DIR/signature" -pkeyopt digest:sha256
check "signature by pkcs11-tool" pkcs11-tool --sign --login \
    --mechanism SHA256-RSA-PKCS --pin "$CARD_PIN" -i "$CARD_DIR/digest" \
    -o "$CARD_DIR/signature11"
check "the certificate's key confirms that too" openssl dgst -sha256 \
    -verify "$CARD_DIR/public" -signature "$CARD_DIR/signature11" \
    "$CARD_DIR/digest"
check "no signature without the PIN" sw 6982 0 00:22:C3:01 \
    00:2A:9E:9A:03:01:02:03:00

check "change of the PIN" says 'PIN changed' \
    explore "change CHV128 \"$CARD_PIN\" \"246802\""
check "the new one is right" pkcs15-tool --verify-pin --pin 246802
check "the old one is wrong" says 'Incorrect code' \
    explore "verify CHV128 \"$CARD_PIN\""
check "it is written down" is "$(card_state mine pin) $(card_state mine \
    pin-tries)" "246802 2"

card_stop 0 KILL
card_insert mine
check "after kill -9 the card comes back" is $? 0
check "with its new PIN and the try spent" tries mine 2
check "and takes that PIN" pkcs15-tool --verify-pin --pin 246802

card_pcscd_restart KILL
check "a new pcscd finds the card again" is $? 0
check "and it works" says '41 5B C5' opensc-tool --serial

for left in 2 1 0; do
	pkcs15-tool --verify-pin --pin "$wrong" >/dev/null 2>&1
	check "wrong PIN: $left left on disk" tries mine "$left"
done
check "SELECT shows that it is locked (both bits)" says '90 01 D2' \
    opensc-tool -s "$select_app"
check "the right PIN is refused" sw 6983 0 \
    "00:20:00:80:06:$(to_hex 246802)"
check "reset without authority is refused" sw 6982 0 \
    "00:2C:02:80:06:$(to_hex 111222)"
check "reset of the counter alone is not offered" sw 6A86 0 00:2C:03:80

# Unlock, with openssl in the portal's place: in opensc-explorer, because the
# challenge dies with the connection of an opensc-tool.
unlock() {
	local challenge mac
	coproc opensc-explorer 2>&1
	local pid=$COPROC_PID
	echo 'apdu 00 84 00 00 10' >&"${COPROC[1]}"
	while read -r line <&"${COPROC[0]}"; do
		case $line in
		*Received*)
			read -r line <&"${COPROC[0]}"
			challenge=$(grep -oE '^([0-9A-F]{2} ?){16}' \
			    <<<"$line" | tr -d ' ')
			break;;
		esac
	done
	mac=$(printf "$(sed 's/../\\x&/g' <<<"$challenge")" | openssl mac \
	    -macopt cipher:AES-128-CBC -macopt "hexkey:$CARD_KEY" -in - CMAC)
	echo "apdu 00 82 00 01 10 $mac" >&"${COPROC[1]}"
	echo "apdu 00 2C 02 80 06 $(to_hex 975310)" >&"${COPROC[1]}"
	echo quit >&"${COPROC[1]}"
	cat <&"${COPROC[0]}"
	wait "$pid"
}
unlock >/dev/null 2>&1
check "challenge, cryptogram, reset: unlocked" tries mine 3
check "the PIN of the unlock is right" \
    pkcs15-tool --verify-pin --pin 975310
check "the log has each command once" is "$(card_count \
    'ins=82 .*sw=9000') $(card_count 'ins=2c p1=02 .*sw=9000')" "1 1"
check "and no PIN" bash -c '! grep -qi "$1\|$2" "$3"' - 975310 \
    "$(to_hex 975310)" "$(card_log)"

no_card() { ! opensc-tool -n; }
card_tell 0 remove >/dev/null
check "taken out: pcscd sees no card" card_wait "empty reader" no_card
check "in again" card_tell_insert 0
check "and it works" says '41 5B C5' opensc-tool --serial

CARD_SERIAL=42aabbccddeeff0011223344 card_make other --locked || exit 1
card_insert other 1
check "a second card in the second slot" is $? 0
check "which is another one" says '42 AA BB' opensc-tool -r 1 --serial
check "and is locked" says '90 01 D2' opensc-tool -r 1 -s "$select_app"
check "the first one is still the first" says '41 5B C5' \
    opensc-tool -r 0 --serial
check "one card is never in two readers" bash -c '! "$@"' - "$CARD_VCARD" \
    --state "$CARD_DIR/mine" --port "$(card_port 1)"
card_stop 1

# A throw-away card for the accident of the guides.
card_make doomed --locked || exit 1
check "another card in the first slot" bash -c '"$@"' - "$CARD_VCARD" tell \
    "$(card_socket)" "state $CARD_DIR/doomed"
card_wait card card_seen 0
code=$(to_hex 123456789012345)
check "a code typed as PUK: 2 left" sw 63C2 0 "00:2C:01:80:0F:$code"
check "again: 1 left" sw 63C1 0 "00:2C:01:80:0F:$code"
check "third: none left" sw 63C0 0 "00:2C:01:80:0F:$code"
check "the right PUK comes too late" sw 6983 0 \
    "00:2C:01:80:08:$(to_hex "$CARD_PUK")"
check "the files are gone" sw 6F00 0 "$select_app"
check "the life cycle says it" says 'AF' opensc-tool -s 00:CA:01:04:0A
card_stop 0 KILL
card_insert doomed
check "the dead card can be put in again" is $? 0
check "dead after a new start" sw 6983 0 \
    "00:20:00:80:06:$(to_hex "$CARD_PIN")"

card_stop 0
check "ends cleanly at SIGTERM" is "$CARD_STATUS" 0
check "no sanitizer has complained" bash -c '! cat "$1"/slot*.err | grep .' \
    - "$CARD_DIR"

check_end
