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

# ---- with a KDF object: what leaves is derived, by GnuPG, by the terminal, and
# by nobody who does not know of it.
cat >"$CARD_DIR/pinentry" <<'END'
#!/bin/bash
# Says what is in the file typed, a line each time it is asked.
echo OK
while read -r what rest; do
	case $what in
	GETPIN)	echo "D $(head -1 "$CARD_DIR/typed")"
		sed -i 1d "$CARD_DIR/typed"; echo OK;;
	BYE)	echo OK; exit;;
	*)	echo OK;;
	esac
done
END
chmod +x "$CARD_DIR/pinentry"
export CARD_DIR
echo "pinentry-program $CARD_DIR/pinentry" >"$GNUPGHOME/gpg-agent.conf"
agent() {	# TYPED COMMAND: what scdaemon says to it
	printf '%s\n' $1 >"$CARD_DIR/typed"
	gpg-connect-agent "SCD SERIALNO openpgp" "SCD $2" /bye
	gpgconf --kill all
	card_wait "no agent" agent_gone
}
AID=D276000124010304FFFE123456780000
cat >"$CARD_DIR/cilingir.yaml" <<END
helpers: $(realpath "$OUT")
screens: $PWD/screens
card: {cards: $PWD/config/cards.yaml, puk: true, wait_s: 20}
END
terminal() {	# TWO LINES: typed; COMMAND
	printf '%s\n%s\n' "$1" "$2" | "$OUT/cilingir" \
	    --config "$CARD_DIR/cilingir.yaml" --lang en card "${@:3}"
}

CARD_SERIAL=fffe12345678
card_out 0
card_make derives --type openpgp-kdf && card_insert derives || exit 1
check "KDF: GnuPG sees it" says 'KDF setting ......: on' status
check "KDF: GnuPG derives PW1 as the card does" says '^OK' \
    agent "$CARD_PIN" "CHECKPIN $AID"
check "KDF: all tries" tries derives 3
check "KDF: a wrong one" says 'ERR .* Bad PIN' agent 999999 "CHECKPIN $AID"
check "KDF: one try is gone" tries derives 2
check "KDF: the digits themselves are wrong" says 'incorrect' \
    verify "$CARD_PIN"
check "KDF: two tries are gone" tries derives 1
check "KDF: changed by the terminal" terminal "$CARD_PIN" 246802 \
    change-pin --last-try
check "KDF: all tries are back" tries derives 3
check "KDF: GnuPG takes that one" says '^OK' agent 246802 "CHECKPIN $AID"
check "KDF: changed by GnuPG" says '^OK' agent "246802 975310 975310" \
    "PASSWD 1"
check "KDF: the terminal takes that one" terminal 975310 246802 change-pin
for left in 2 1 0; do
	agent 999999 "CHECKPIN $AID" >/dev/null
	check "KDF: wrong PIN: $left left" tries derives "$left"
done
check "KDF: the terminal unlocks it by the resetting code" \
    terminal "$CARD_PUK" 135791 unlock
check "KDF: GnuPG takes that PIN" says '^OK' agent 135791 "CHECKPIN $AID"
card_stop 0
sed -i 's/^puk-tries .*/puk-tries 0/; s/^pin-tries .*/pin-tries 0/' \
    "$CARD_DIR/derives"
card_insert derives
check "no resetting code: nothing is sent" bash -c '! "$@"' - \
    env OUT="$OUT" bash -c 'printf "12345678\n246813\n" |
    "$OUT/cilingir" --config "$CARD_DIR/cilingir.yaml" card unlock'
check "all tries of the administrator's PIN" says \
    'PIN retry counter : 0 0 3' status
check "the terminal says so" says '"puk_admin": true' \
    "$OUT/cilingir" --config "$CARD_DIR/cilingir.yaml" card certs --json
check "the administrator unlocks it at the terminal" \
    terminal 12345678 246813 unlock --admin
check "and GnuPG takes that PIN" says '^OK' agent 246813 "CHECKPIN $AID"
card_stop 0
check "no sanitizer has complained" bash -c '! cat "$1"/slot*.err | grep .' \
    - "$CARD_DIR"

check_end
