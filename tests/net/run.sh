#!/bin/bash
# The network helper on trial: the real client and the real cilingir-net
# against servers that misbehave.
# usage: run.sh [GROUP ...]     tls good http retry process memory proxy start
set -u
cd "$(dirname "$0")/../.."
TOP=$PWD
BIN=$(realpath "${OUT:-build/asan}")
W=$(mktemp -d)
server=0 proxy=0 passed=0 failed=0
trap 'stop_all; rm -rf "$W"' EXIT
. tests/net/certs.sh

stop_all() {
	[ "$server" = 0 ] || kill "$server" 2>/dev/null
	[ "$proxy" = 0 ] || kill "$proxy" 2>/dev/null
	server=0 proxy=0
}

# verdict NAME TRUE-OR-FALSE-COMMAND...
verdict() {
	local name=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
		echo "ok - $name"
		return
	fi
	failed=$((failed + 1))
	echo "not ok - $name"
	echo "    expected: $*"
	for file in client server server.err; do
		sed "s/^/    $file: /" "$W/$file" 2>/dev/null
	done
	sed 's/^/    log: /' "$W/client.err" 2>/dev/null | tail -40
}

# serve OPTION... MODE...: sets $port
serve() {
	: >"$W/server"
	exec 7< <(exec "$BIN/net/bad_server" "$@" 2>"$W/server.err")
	server=$!
	read -r -u 7 word port || echo "the server does not start" >&2
}

# What the server said, once it is gone.
unserve() {
	kill "$server"
	server=0
	cat <&7 >"$W/server"
	exec 7<&-
}

# client STEP...: with $options before the steps
options=()
client() {
	timeout 120 "$BIN/net/net_client" "${helper:-$BIN/cilingir-net}" \
	    "${url:-https://localhost:$port}" "$W/${ca:-root}.pem" \
	    "${options[@]}" "$@" >"$W/client" 2>"$W/client.err"
}

said()		{ [ "$(cat "$W/client")" = "$(printf '%s\n' "$@")" ]; }
requests()	{ [ "$(grep -c ^request "$W/server")" = "$1" ]; }
connections()	{ [ "$(grep -c ^connection "$W/server")" = "$1" ]; }
no_bytes()	{ grep -q ^connection "$W/server" &&
		    ! grep -q ^bytes "$W/server"; }
no_bug()	{ ! grep -qE 'Sanitizer|runtime error|signal=' "$W/client.err"; }
one_key()	{ [ "$(sed -n 's/^request.* key=\(.*\) token.*/\1/p' \
		    "$W/server" | sort -u | grep -c .)" = 1 ]; }
both()		{ said "${@:2}" && $1 && no_bug; }

# ---- bad TLS: refused, and not one byte of the request sent --------------
# refuses NAME ERR STEP-OPTIONS SERVER-OPTION...
refuses() {
	local name=$1 err=$2 step=$3
	shift 3
	serve "$@"
	client "sessionOpen$step"
	unserve
	verdict "refused: $name" both no_bytes "sessionOpen$step $err"
}
with()	{ echo --cert "$W/$1.pem" --key "$W/${2:-$1}.key"; }

group_tls() {
	local bad=portal-tls
	refuses "expired"			$bad "" $(with expired) ok
	refuses "not yet valid"			$bad "" $(with early) ok
	refuses "another name"			$bad "" $(with elsewhere) ok
	refuses "another CA"			$bad "" $(with foreign) ok
	refuses "self-signed"			$bad "" $(with self) ok
	refuses "RSA of 1024 bits"		$bad "" --level 0 $(with rsa1024) ok
	refuses "curve of 192 bits"		$bad "" --level 0 $(with ec192) ok
	refuses "signed with SHA-1"		$bad "" --level 0 $(with sha1) ok
	refuses "TLS 1.0 only"			$bad "" --level 0 --tls 1.0 $(with good) ok
	refuses "TLS 1.1 only"			$bad "" --level 0 --tls 1.1 $(with good) ok
	refuses "TLS 1.2 without encryption"	$bad "" --level 0 --tls 1.2 \
	    --ciphers NULL $(with good) ok
	refuses "TLS 1.2, anonymous"		$bad "" --level 0 --tls 1.2 \
	    --ciphers aNULL ok
	refuses "TLS 1.2, CBC and SHA-1"	$bad "" --tls 1.2 \
	    --ciphers ECDHE-ECDSA-AES128-SHA $(with good) ok
	refuses "plain HTTP on the port"	$bad "" --raw plain
	refuses "garbage"			$bad "" --raw garbage
	refuses "an alert"			$bad "" --raw alert
	refuses "closed at once"		portal-away "" --raw close
	refuses "closed in the handshake"	portal-away "" --raw close-hello
	refuses "stalled in the handshake"	portal-away ",ms=1500" --raw silent
	refuses "name in CN only"		$bad "" $(with cn_only) ok
	refuses "name in a mail address"	$bad "" $(with mail_only) ok
	refuses "a star for every name"		$bad "" $(with star) ok
	refuses "a client's certificate"	$bad "" $(with client_use) ok
	refuses "a code signer's certificate"	$bad "" $(with signs_only) ok
	refuses "intermediate missing"		$bad "" $(with below) ok
	refuses "intermediate expired"		$bad "" $(with below_old) ok
	refuses "signed by a portal's certificate" $bad "" $(with by_leaf) ok
	refuses "name constraint broken"	$bad "" $(with outside) ok
	refuses "unknown critical extension"	$bad "" $(with critical) ok
	refuses "forged signature"		$bad "" $(with forged) ok
	options=("pin=$(pin_of "$W/key2.pem")")
	refuses "right CA, other key (pin)"	$bad "" $(with good) ok
	options=()
	url=https://127.0.0.2:0
	refuses_address
	refuses_system_store
	refuses_environment
	url=
}

# A name that resolves here but is not in the certificate.
refuses_address() {
	serve $(with cn_only) ok
	url=https://127.0.0.1:$port
	client sessionOpen
	unserve
	url=
	verdict "refused: address not in the certificate" both no_bytes \
	    "sessionOpen portal-tls"
}

# Debian compiles a default folder of certificates into libcurl.
refuses_system_store() {
	local name="refused: known to the system's store only" us=-m
	[ "$(id -u)" = 0 ] || us=-Urm
	if ! unshare $us true 2>/dev/null; then
		echo "skipped - $name: no mount namespace here"
		return
	fi
	mkdir -p "$W/store"
	cp "$W/other.pem" "$W/store/ca-certificates.crt"
	cp "$W/other.pem" "$W/store/$(openssl x509 -in "$W/other.pem" \
	    -noout -subject_hash).0"
	serve $(with foreign) ok
	export port W BIN
	export -f client
	unshare $us bash -c 'mount --bind "$W/store" /etc/ssl/certs &&
	    options=() && client sessionOpen &&
	    curl -s -o /dev/null https://localhost:$port/ && echo trusted' \
	    >"$W/control" 2>&1
	unserve
	# The namespace was right if curl(1) believed the server.
	verdict "$name" refuses_store_verdict
}
refuses_store_verdict() {
	said "sessionOpen portal-tls" && grep -q trusted "$W/control" &&
	    [ "$(grep -c ^handshake "$W/server")" = 1 ] && no_bug
}

refuses_environment() {
	cat >"$W/helper" <<-END
		#!/bin/sh
		export SSL_CERT_FILE=$W/other.pem SSL_CERT_DIR=$W/store
		export CURL_CA_BUNDLE=$W/other.pem SSLKEYLOGFILE=$W/keys
		export https_proxy=http://127.0.0.1:1 ALL_PROXY=socks5://127.0.0.1:1
		export OPENSSL_CONF=$W/none LD_BIND_NOW=1
		exec $BIN/cilingir-net "\$@"
	END
	chmod +x "$W/helper"
	helper=$W/helper
	refuses "a store from the environment" portal-tls "" $(with foreign) ok
	serve $(with good) ok
	client sessionOpen
	unserve
	helper=
	verdict "environment: no proxy, no key log" environment_verdict
}
environment_verdict() {
	said "sessionOpen ok" && requests 1 && no_bug && [ ! -e "$W/keys" ]
}

# ---- good TLS: the same is not refused for another reason -----------------
accepts() {
	local name=$1
	shift
	serve "$@" ok
	client sessionOpen
	unserve
	verdict "accepted: $name" both "requests 1" "sessionOpen ok"
}
group_good() {
	accepts "TLS 1.3" --tls 1.3 $(with good)
	accepts "TLS 1.2" --tls 1.2 $(with good)
	accepts "with an intermediate" $(with chain below)
	url=
	options=("pin=$(pin_of "$W/good.pem")")
	accepts "the pinned key" $(with good)
	options=("pin=$(pin_of "$W/key2.pem");$(pin_of "$W/good.pem")")
	accepts "one of two pinned keys" $(with good)
	options=("cert=$W/terminal.pem" "key=$W/terminal.key")
	accepts "this terminal's certificate asked for" \
	    --client-ca "$W/root.pem" $(with good)
	options=()
	for version in 1.2 1.3; do
		refuses_without_certificate $version
	done
}
refuses_without_certificate() {
	serve --tls $1 --client-ca "$W/root.pem" $(with good) ok
	client loginPassword,nokey
	unserve
	verdict "a certificate asked for in TLS $1 that we do not have" \
	    both "requests 0" "loginPassword,nokey portal-tls"
}

# ---- bad HTTP --------------------------------------------------------------
# answers MODE STEP EXPECTED...
answers() {
	local mode=$1 step=$2
	shift 2
	serve $(with good) "$mode"
	client "$step"
	unserve
	verdict "$mode" both true "$step $*"
}
group_http() {
	local away=portal-away busy=portal-busy answer=portal-answer
	local login=loginPassword,nokey said=status
	answers cut-header	$login $away
	answers cut-body	$login $away
	answers cut-body-rudely	$login $away
	answers reset		$login $away
	answers empty		$login $away
	answers slow		$login,ms=1500 $away
	answers stall		$login,ms=1500 $away
	answers stall-body	$login,ms=1500 $away
	answers big		$login $answer
	answers big-chunked	$login $answer
	answers big-headers	$login $answer
	answers hints		$login $answer
	answers not-http	$login $answer
	answers http-0.9	$login $answer
	answers status-999	$login $answer
	answers malformed	health $answer
	answers types		health $answer
	answers duplicate	health $answer
	answers nul		health $answer
	answers deep		health $answer
	answers html		health $answer
	answers wrong-type	health $answer
	answers no-body		health $answer
	answers gzip		health $answer
	answers redirect	$login $answer status=302 tries=-1 retry=-1
	answers redirect-307	$login $answer status=307 tries=-1 retry=-1
	answers busy-7		health $busy status=503 tries=-1 retry=7
	answers busy-429	health $busy status=429 tries=-1 retry=7
	answers busy-day	health $busy status=503 tries=-1 retry=3600
	answers busy-nonsense	health $busy status=503 tries=-1 retry=-1
	answers busy-silent	health $busy status=503 tries=-1 retry=-1
	answers error-500	health $answer status=500 tries=-1 retry=-1
	answers error-418	health $answer status=418 tries=-1 retry=-1
	answers error-401	sessionKeep session-ended status=401 tries=-1 retry=-1
	answers login-wrong	$login login-wrong status=403 tries=2 retry=-1
	answers not-a-problem	$login $answer status=403 tries=-1 retry=-1
	answers png-garbage	captchaImage $answer
	answers png-big		captchaImage $answer
	answers malformed	captchaImage $answer
	answers ok		captchaImage ok 160x60 55
	unreachable
}
unreachable() {
	serve $(with good) ok
	unserve
	client $login
	verdict "refused connection" both true "$login $away"
	url=https://no-such-host.invalid
	client $login,ms=4000
	verdict "unknown name" both true "$login,ms=4000 $away"
	url=
}

# ---- what is sent again, and what is not -----------------------------------
# sends NAME REQUESTS "MODE..." EXPECTED-LINE...   (steps are their first words)
sends() {
	local name=$1 count=$2 modes=$3
	shift 3
	serve $(with good) $modes
	client "${@%% *}"
	unserve
	verdict "$name" both "requests $count" "$@"
}
# A person types for longer than the server keeps a connection: the next call
# finds that out before it sends anything.
# closes_when_idle MODE HOW
closes_when_idle() {
	local name="closed while nobody called, $2:"
	serve $(with good) $1 $1 ok
	client health closed loginPassword,nokey closed smsVerify
	unserve
	verdict "$name a new connection at once" both "requests 3" "health ok" \
	    "loginPassword,nokey ok" "smsVerify ok"
	verdict "$name no call was tried twice" no_second_try
}
no_second_try() { ! grep -q 'net.failed\|attempts=2' "$W/client.err"; }

group_retry() {
	local plain=loginPassword,nokey
	sends "lost answer, key: again" 2 "reset ok" "smsVerify ok"
	verdict "the same key goes out again" one_key
	sends "cut answer, key: again" 2 "cut-body ok" "unlockCryptogram ok"
	sends "cut answer, safe operation: again" 2 "empty ok" "health ok"
	sends "stalled answer, key: again" 2 "stall ok" "smsVerify,ms=6000 ok"
	sends "lost twice: told" 2 "reset reset ok" "smsVerify portal-away"
	sends "lost, neither safe nor key: never again" 1 "reset ok" \
	    "$plain portal-away"
	sends "the same on a kept connection" 2 "ok reset ok" \
	    "health ok" "$plain portal-away"
	sends "... that is closed instead of an answer" 2 "ok empty ok" \
	    "health ok" "$plain portal-away"
	sends "kept connection that the server closed" 2 "ok-close ok" \
	    "health ok" "$plain ok"
	closes_when_idle ok-bye "with a good-bye"
	closes_when_idle ok-gone "without one"
	sends "busy: the terminal counts down, not we" 1 "busy-7 ok" \
	    "smsVerify portal-busy status=503 tries=-1 retry=7"
	sends "nonsense: not again" 1 "malformed ok" "health portal-answer"
	sends "no time left: not again" 1 "stall ok" \
	    "smsVerify,ms=1200 portal-away"
	sends "one connection for many calls" 5 ok "health ok" \
	    "sessionOpen ok" "captchaNew ok" "smsSend ok" "sessionClose ok"
	verdict "... one" connections 1
	sends "cancelled: no completion, the next one works" 1 ok \
	    "cancel:sessionOpen ok"
}

# ---- the helper as a process ----------------------------------------------
group_process() {
	serve $(with good) ok
	client started libraries health started kill health health
	verdict "started late; killed: told, then started anew" said \
	    "started no" "libraries 0" "health ok" "started yes" \
	    "health helper-gone" "health ok"
	client health environment
	grep -q skipped "$W/client" ||
		verdict "started with two variables of ours" said "health ok" \
		    "environment LC_ALL GNUTLS_NO_IMPLICIT_INIT"
	client health stop health,ms=700 health health
	verdict "hangs: the deadline is kept, then it is killed" said \
	    "health ok" "health,ms=700 timeout" "health helper-gone" \
	    "health ok"
	helper=$W/none
	client health
	helper=
	verdict "no such program" said "health not-sent helper-gone"
	unserve
}

# ---- no secret stays -------------------------------------------------------
group_memory() {
	local all="sessionOpen loginPassword smsVerify unlockCryptogram"
	serve $(with good) ok
	client $all scan
	unserve
	if grep -q skipped "$W/client"; then
		echo "skipped - memory: only root may look"
		return
	fi
	verdict "memory: nothing after good calls" said "sessionOpen ok" \
	    "loginPassword ok" "smsVerify ok" "unlockCryptogram ok" "scan 0"
	serve $(with good) ok stall
	client sessionOpen watch:loginPassword,nokey,ms=6000 scan
	unserve
	verdict "memory: seen while under way, gone after a stall" said \
	    "sessionOpen ok" "watch seen" "scan 0"
	for mode in reset cut-body big login-wrong redirect busy-7; do
		serve $(with good) "$mode"
		client loginPassword,nokey sessionOpen,nokey smsVerify,nokey \
		    scan
		unserve
		verdict "memory: nothing after $mode" grep -qx "scan 0" \
		    "$W/client"
	done
	serve $(with foreign) ok
	client loginPassword smsVerify cancel:loginPassword scan
	unserve
	verdict "memory: nothing after refused TLS and a cancel" \
	    grep -qx "scan 0" "$W/client"
}

# ---- the proxy that the end-to-end tests use --------------------------------
behind() {
	exec 8<> <(:)
	coproc PROXY { exec "$BIN/net/fault_proxy" 0 "$port"; }
	proxy=$PROXY_PID
	read -r -u "${PROXY[0]}" word port
}
command() {
	echo "$1" >&"${PROXY[1]}"
	read -r -u "${PROXY[0]}" answer
}
# through NAME "COMMAND" REQUESTS EXPECTED-LINE...
through() {
	local name=$1 order=$2 count=$3
	shift 3
	serve $(with good) ok
	behind
	command "$order"
	client "${@%% *}"
	kill "$proxy"
	wait "$proxy" 2>/dev/null
	proxy=0
	unserve
	verdict "proxy: $name" both "requests $count" "$@"
}
group_proxy() {
	local plain=loginPassword,nokey
	through "pass" pass 1 "$plain ok"
	through "refuse" refuse 0 "$plain portal-away"
	through "cut in the handshake" "cut 100" 0 "$plain portal-away"
	through "stall" stall 0 "$plain,ms=1500 portal-away"
	through "stall-answers" stall-answers 0 "$plain,ms=1500 portal-away"
	through "delay" "delay 50" 1 "$plain ok"
	through "cut after the request" cut-after-request 1 "$plain portal-away"
	through "cut after the request, with a key" cut-after-request 2 \
	    "smsVerify ok"
	verdict "proxy: ... the same key" one_key
}

# ---- wrong options are said at the start ------------------------------------
# complains TEXT OPTION...
complains() {
	local text=$1 status
	shift
	"$BIN/cilingir-net" "$@" 3<>/dev/null >"$W/client" 2>"$W/client.err" \
	    </dev/null
	status=$?
	verdict "start: $text" complains_verdict "$status" "$text"
}
complains_verdict() { [ "$1" = 2 ] && grep -qF "$2" "$W/client.err"; }
group_start() {
	local u="--url https://localhost:1" a="--ca $W/root.pem"
	complains "usage:"
	complains "usage:" $u
	complains "usage:" $u $a --terminal 'a b'
	complains "usage:" $u $a extra
	complains "not an https address" --url http://localhost/ $a
	complains "not an https address" --url https://u:p@localhost/ $a
	complains "not an https address" --url "https://localhost/?q" $a
	complains "not an https address" --url file:///etc/passwd $a
	complains "cannot be read" $u --ca "$W/none.pem"
	complains "no PEM certificate" $u --ca "$W/root.key"
	complains "44 letters" $u $a --pin sha256//AAAA
	complains "44 letters" $u $a --pin "$W/root.pem"
	complains "go together" $u $a --cert "$W/terminal.pem"
	complains "not a certificate and its key" $u $a \
	    --cert "$W/terminal.pem" --key "$W/good.key"
	complains "not a certificate and its key" $u $a \
	    --cert "$W/terminal.pem" --key "$W/locked.key"
}

make_certificates || exit 1
[ $# -gt 0 ] || set -- tls good http retry process memory proxy start
for group; do
	"group_$group"
done
[ -z "${RESULTS-}" ] || echo "net $passed $failed" >>"$RESULTS"
echo "net: $passed passed, $failed failed"
[ "$failed" = 0 ]
