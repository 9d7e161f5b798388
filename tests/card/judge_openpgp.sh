#!/bin/bash
# The virtual OpenPGP card before two judges that are not ours, through the
# real pcscd: GnuPG and Debian's OpenSC.  Prints a line a check; the last one
# counts them.
# usage: judge_openpgp.sh          OUT: the programs (build/asan)
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/card/lib.sh
card_enter tests/card/judge_openpgp.sh "$@" || exit 1
card_begin || exit 1
. tests/card/vcard_check.sh
unset OPENSC_CONF
CARD_SERIAL=fffe12345678 CARD_KEY=3132333435363738
wrong=000000

# scdaemon keeps the card for itself: gone before another judge comes, and its
# agent before another one is wanted.
export GNUPGHOME=$CARD_DIR/gnupg
mkdir -m 700 "$GNUPGHOME"
echo disable-ccid >"$GNUPGHOME/scdaemon.conf"
agent_gone() { ! [ -S "$(gpgconf --list-dirs agent-socket)" ]; }
status() {
	gpg --card-status
	local status=$?
	gpgconf --kill all
	card_wait "no agent" agent_gone
	return "$status"
}
verify() { pkcs15-tool --verify-pin --auth-id 01 --pin "$1"; }

card_pcscd_start || exit 1
card_make mine --type openpgp || exit 1
card_insert mine || exit 1

check "OpenSC: the driver knows the card" says 'OpenPGP card v3.4' \
    opensc-tool -n
check "OpenSC: holder" says 'Sahibi Demo Kart' openpgp-tool -U -C
check "OpenSC: tries" says 'Tries left *: 3' pkcs15-tool --list-pins
check "OpenSC: certificate" bash -o pipefail -c 'pkcs15-tool \
    --read-certificate 03 2>/dev/null | openssl x509 -noout -subject'
check "GnuPG: serial" says 'Serial number ....: 12345678' status
check "GnuPG: tries of all three" says 'PIN retry counter : 3 3 3' status
check "reading has spent no try" tries mine 3

check "right PIN" verify "$CARD_PIN"
check "wrong PIN" says 'incorrect' verify "$wrong"
check "GnuPG: one try less" says 'PIN retry counter : 2 3 3' status
check "change of the PIN" pkcs15-tool --change-pin --auth-id 01 \
    --pin "$CARD_PIN" --new-pin 246802
check "it is written down" is "$(card_state mine pin)" 246802
for left in 2 1 0; do
	verify "$wrong" >/dev/null 2>&1
	check "wrong PIN: $left left" tries mine "$left"
done
check "GnuPG: it is locked" says 'PIN retry counter : 0 3 3' status
app="00:A4:04:00:06:D2:76:00:01:24:01"
check "a wrong resetting code" sw 63C2 0 $app \
    "00:2C:00:81:0E:$(to_hex 11111111)$(to_hex 975310)"
check "GnuPG: one of its tries is gone" says 'PIN retry counter : 0 2 3' \
    status
check "unlocked by the resetting code" sw 9000 0 $app \
    "00:2C:00:81:0E:$(to_hex "$CARD_PUK")$(to_hex 975310)"
check "GnuPG: all tries are back" says 'PIN retry counter : 3 3 3' status
check "and this is the PIN" verify 975310
check "the administrator resets it too" sw 9000 0 $app \
    "00:20:00:83:08:$(to_hex 12345678)" "00:2C:02:81:06:$(to_hex 246802)"
check "and that is the PIN" verify 246802
card_stop 0
check "no sanitizer has complained" bash -c '! cat "$1"/slot*.err | grep .' \
    - "$CARD_DIR"

check_end
