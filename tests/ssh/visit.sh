# A whole visit, and whose reader is taken.  Sourced by run.sh.

export W=$T/world HERE=$TOP/tests/e2e LOG=$T/world/card.log
export PATH=$T/client:$TOP/tests/e2e/bin:$PATH
export WITH= SIZE=80x24 TERMINAL=xterm-256color S_PIXEL=█ LOCALE=C.UTF-8
export LANGUAGE=tr CONFIG= IDENTITY=$DEMO_IDENTITY WORD=$DEMO_WORD PIN=$DEMO_PIN
. "$HERE/words.tr"

pilot() { BIN=$T/client "$PILOT" "$1"; }

no_card_service_there() {
	[ -S /run/pcscd/pcscd.comm ] && at_server bash -c \
	    'ls -d /run/cilingir-ssh && ! ls /run/pcscd'
}
ok "the card service is on the client's side alone" no_card_service_there
ok "sshd takes the block" at_server /usr/sbin/sshd -t -f "$T/sshd_config"
ok "a card is unlocked from the server" pilot "$HERE/main.pilot"
readme() {	# what README says for who has no cilingir-ssh
	sed -n '/^    S=.run/,/kullanici@/p' README |
	    sed 's/^ *ssh /exec ssh /; s/kullanici@terminal.example/bound@127.0.0.1/' \
	    >"$T/line"
	grep -q 'bound@' "$T/line" && pilot tests/ssh/line.pilot
	local status=$?
	rm "$T/line"
	return "$status"
}
ok "so it is by the line of the README" readme
nothing_left() {
	[ -z "$(at_server ls /run/cilingir-ssh)" ] && ! pgrep -x cilingir
}
ok "the session leaves neither a socket nor a process" \
    world_until "the end of the session" nothing_left

# ---- whose reader ----
# The terminal as its account starts it, on the server's side.
started() {	# STATUS TEXT SOCKET
	local said is
	said=$(at_server setpriv --reuid bound --regid bound --init-groups \
	    env -i HOME="$T/home/bound" TERM=vt100 ${3:+PCSCLITE_CSOCK_NAME="$3"} \
	    "$T/opt/bin/cilingir" --profile ssh </dev/null 2>&1)
	is=$?
	printf '%s\n' "$said"
	[ "$is" = "$1" ] && [[ $said == *"$2"* ]]
}
sockets=/run/cilingir-ssh
# made ACCOUNT NAME: a socket of that account
made() {
	at_server setpriv --reuid "$1" --regid "$1" --groups cilingir-ssh \
	    perl -MIO::Socket::UNIX -e 'umask 0; IO::Socket::UNIX->new(
	    Local => $ARGV[0], Listen => 1) or die' "$sockets/$2"
}
ok "no reader: K191" started 3 K191
ok "it says so in Turkish" started 3 "kart okuyucunuz bağlanmadı"
ok "and in English, and what to do" started 3 "with: cilingir-ssh HOST"
ok "a reader that is not there: K191" started 3 K191 "$sockets/none"
ok "the account's own socket is taken" eval 'made bound mine &&
    started 0 "444 5 576" "$sockets/mine"'
ok "that of another account is not: K192" eval 'made other theirs &&
    started 3 K192 "$sockets/theirs"'
ok "nor through a link" eval 'at_server setpriv --reuid bound --regid bound \
    --groups cilingir-ssh ln -s "$sockets/theirs" "$sockets/link" &&
    started 3 K192 "$sockets/link"'
ok "nor outside of the folder" started 3 K192 "$sockets/../pcscd/pcscd.comm"
ok "nor a file" eval 'at_server setpriv --reuid bound --regid bound --groups \
    cilingir-ssh touch "$sockets/file" && started 3 K192 "$sockets/file"'
ok "nobody takes another's away" not at_server setpriv --reuid bound \
    --regid bound --groups cilingir-ssh rm -f "$sockets/theirs"
ok "nor sees which there are" not at_server setpriv --reuid bound \
    --regid bound --groups cilingir-ssh ls "$sockets"

# ---- the card service of the client's side ----
service() {	# SOCKET CODE
	echo "$1" >"$T/service"
	CODE=$2 pilot tests/ssh/service.pilot
	local status=$?
	rm "$T/service"
	return "$status"
}
ok "where none runs, the script says so" eval '
    PCSCLITE_CSOCK_NAME=$T/nobody "$T/client/cilingir" 2>&1 |
    grep "no card service at $T/nobody"'
"$BIN/ssh/other_pcscd" "$T/other" &
other=$!
world_until "its socket" test -S "$T/other"
ok "one of another version: K102" service "$T/other" K102
kill "$other"
wait "$other" 2>/dev/null
