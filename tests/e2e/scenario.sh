#!/bin/bash
# One scenario in a world and a namespace of its own.
# usage: scenario.sh NAME SCRIPT [NAME=VALUE …]
#
# Variables that a scenario of the list may set for its world:
#   UP=portal,pcscd,card   what is running when it begins (default: all)
#   CARD=FILE              the card in the reader (card.state)
#   CARD2=FILE             the card in a second reader (none)
#   PAD=yes                a reader with keys of its own (bin/pad)
#   FAULT=WHAT@N           what the card does wrong (cilingir-vcard --fault)
#   CONFIG=FILE            the terminal's configuration (cilingir.yaml)
#   PORTAL_SET=KEY:VALUE,… values of portal.yaml
#   SAVE=yes               a stick (a tmpfs) and a printer (a script), below
#                          $W/media, and a folder for receipts
#   WATCH=yes              an operator may look
#   TURN=yes               the keyboard is turned for secrets
#   OPERATOR=required      staff logs in first
#   IDLE=AFTER,WARN        seconds until, and of, the terminal's idle warning
#   PROXY=yes              a proxy between terminal and portal that breaks
#                          connections on command (bin/net)
#   BAD=yes                a server between them that answers in the portal's
#                          place as it is told (bin/bad)
#   CONTRACT=yes           a proxy (prism) between terminal and portal that
#                          lets nothing pass that openapi.yaml does not say
#   ISSUER=oidc            the OpenID provider of tests/oidc beside the portal,
#                          instead of passwords and mobile signatures
#   CLOCK=yes              the clock can be set (bin/clock); with ORDINARY
#   ORDINARY=yes           the programs without sanitizers, which change how
#                          memory is locked and freed
#   TAKES_PUK=yes          this terminal takes a PUK where the card does
#   VERIFY=N, CHANGE=N, PUK=N  how often a PIN, an old PIN, a PUK is typed for
#                          the card; as often the card gets it (default: 0)
#   LOCALE=NAME            what the terminal finds in its environment
set -eu
if [ -z "${IN_NAMESPACE-}" ]; then
	. "$TOP/packaging/demo/world.sh"
	export IN_NAMESPACE=1
	world_enter "$0" "$@"
fi
name=$1 script=$2
shift 2
. "$TOP/packaging/demo/world.sh"

# tests_set FILE KEY:VALUE,…: each key stands in the file once, with a value.
tests_set() {
	local file=$1 pair key
	for pair in ${2//,/ }; do
		key=${pair%%:*}
		[ "$(grep -c "^ *$key: [^#]" "$file")" = 1 ] || {
			echo "$file: there is no one $key" >&2
			return 1
		}
		sed -i "s|^\( *$key:\) .*|\1 ${pair#*:}|" "$file"
	done
}

tests_proxy_up() {
	local port=$((WORLD_PORT + 1))
	"$TEST_BIN/net/fault_proxy" "$port" "$WORLD_PORT" "$W/net.sock" \
	    >"$W/proxy.log" 2>"$W/proxy.err" </dev/null &
	proxy=$!
	world_until proxy net count
	sed -i "s,localhost:$WORLD_PORT,localhost:$port," "$CONFIG"
}

# The terminal knows the portal by a name that can be forgotten, and does not
# wait long for it.
tests_bad_up() {
	mount --bind "$W/hosts" /etc/hosts
	bad up
	sed -i "s,  url: .*,  url: https://portal.test:$((WORLD_PORT + 1))," \
	    "$CONFIG"
	sed -i "s,^portal:,&\n  wait_s: 6," "$CONFIG"
}

# The terminal meets the portal's certificate here as well.
tests_contract_up() {
	local port=$((WORLD_PORT + 1)) plain=$((WORLD_PORT + 2))
	export NODE_EXTRA_CA_CERTS=$W/tls/ca.crt
	node "$NODE_CONTRACT/node_modules/.bin/prism" proxy --errors \
	    --cors=false --port "$plain" "$TOP/src/portal/openapi.yaml" \
	    "https://localhost:$WORLD_PORT" \
	    >"$W/contract.log" 2>&1 </dev/null &
	contract=$!
	node "$TOP/tests/contract/front.mjs" "$port" "$plain" "$WORLD_PORT" \
	    "$W/tls/server.crt" "$W/tls/server.key" \
	    >"$W/front.log" 2>&1 </dev/null &
	contract="$contract $!"
	for port in "$plain" "$port"; do
		world_until "the contract's proxy" \
		    bash -c "exec 3<>/dev/tcp/127.0.0.1/$port"
	done
	sed -i "s,localhost:$WORLD_PORT,localhost:$port," "$CONFIG"
}

tests_second_card_up() {
	"$BIN/cilingir-vcard" --state "$W/$CARD2" --port 35964 \
	    --log "$W/card2.log" --control "$W/card2.sock" \
	    >"$W/vcard2.log" 2>"$W/vcard2.err" </dev/null &
	second=$!
	world_until "the second card" grep -q ' event atr' "$W/card2.log"
}

# bin/portal may have started another one.
tests_down() {
	[ -z "${second-}" ] || { kill "$second"; wait "$second"; } || true
	[ -z "${proxy-}" ] || { kill "$proxy"; wait "$proxy"; } || true
	[ ! -e "$W/bad.pid" ] || kill "$(cat "$W/bad.pid")" || true
	[ -z "${contract-}" ] || { kill $contract; wait $contract; } || true
	[ -z "${oidc_pid-}" ] || oidc_stop || true
	portal down
	world_down
}

export WITH= SIZE=80x24 TERMINAL=xterm-256color S_PIXEL=█
export LOCALE=C.UTF-8
export IDENTITY=$DEMO_IDENTITY WORD=$DEMO_WORD PIN=$DEMO_PIN
export EMAIL=$DEMO_EMAIL EDEVLET=$DEMO_EDEVLET WEB=$DEMO_WEB PHONE=$DEMO_PHONE
for pair; do export "${pair?}"; done
export TEST_BIN=$BIN
[ -z "${ORDINARY-}" ] || BIN=$ORDINARY_BIN
W=$TEST_DIR/e2e/$name
rm -rf "$W"
cp -a "$TEST_DIR/template" "$W"
WORLD=$W
if [ "${ISSUER-}" = oidc ]; then
	. "$TOP/tests/oidc/lib.sh"
	WORLD_ISSUER="  kind: oidc
  application: \"TÜBİTAK - KamuSM Geçit Uygulaması\"
  address: \"https://localhost:9443\"
  url: https://localhost:9443
  ca: tls/ca.crt
  client_id: portal-ES256
  client_secret: issuer.secret
  claim: identity_number"
	printf '%s\n' 'a secret of the tests: %&+' >"$W/issuer.secret"
fi
world_config
# What the demo says on its first screen must not be found anywhere else.
sed -i '/^notice:/,$d' "$W/cilingir.yaml"
export W HERE=$TOP/tests/e2e LOG=$W/card.log PATH=$TOP/tests/e2e/bin:$PATH
export CONFIG=$W/${CONFIG:-cilingir.yaml} LANGUAGE=${LANGUAGE:-tr}
. "$TOP/tests/e2e/words.$LANGUAGE"
. "$TEST_DIR/e2e/labels.$LANGUAGE"
# What was pressed and shown: every_button.sh looks at it after the whole run.
echo 'metrics: figures.prom' >>"$CONFIG"
[ -z "${PORTAL_SET-}" ] || tests_set "$W/portal.yaml" "$PORTAL_SET"
if [ -n "${CLOCK-}" ]; then
	head -c 8 /dev/zero >"$W/clock"
	WITH="LD_PRELOAD=$ORDINARY_BIN/tests/clock.so CILINGIR_TEST_CLOCK=$W/clock"
fi
[ -z "${TURN-}" ] || echo 'secrets: {pause: true}' >>"$CONFIG"
[ -z "${OPERATOR-}" ] || echo "operator: $OPERATOR" >>"$CONFIG"
if [ -n "${WATCH-}" ]; then
	mkdir -p "$W/watch"
	printf 'watch: {folder: %s, group: %s}\n' "$W/watch" "$(id -gn)" \
	    >>"$CONFIG"
fi
[ -z "${IDLE-}" ] || printf 'idle: {after_s: %s, warn_s: %s}\n' \
    ${IDLE/,/ } >>"$CONFIG"
[ -z "${TAKES_PUK-}" ] || sed -i 's,^card: {,&puk: true\, ,' "$CONFIG"
if [ -n "${SAVE-}" ]; then
	mkdir -p "$W/media/STICK" "$W/receipts"
	mount -t tmpfs -o size=1m stick "$W/media/STICK"
	printf 'save: {usb: %s, any: true, printer: kiosk, lp: %s,
	    receipts: %s}\n' "$W/media" "$TOP/tests/e2e/bin/lp" \
	    "$W/receipts" >>"$CONFIG"
fi
if [ -n "${PAD-}" ]; then
	. "$TOP/tests/card/pin_pad_lib.sh"
	PAD_DRIVER=$ORDINARY_BIN/tests/pin_pad.so
	pad_make "$W/pad" 35963
	WORLD_READERS=$W/pad/reader.conf
fi
UP=${UP-portal,pcscd,card}
UP=${UP//,/ }
world_up "$W"
echo "${WORLD_PORTAL-}" >"$W/portal.pid"
[ -z "${CARD2-}" ] || tests_second_card_up
[ -z "${PROXY-}" ] || tests_proxy_up
[ -z "${BAD-}" ] || tests_bad_up
[ -z "${CONTRACT-}" ] || tests_contract_up
if [ "${ISSUER-}" = oidc ]; then
	oidc_start "$OIDC_MODULES" "$W" 9443
	echo "$oidc_pid" >"$W/issuer.pid"
fi
status=0
"$PILOT" "$TOP/tests/e2e/$script.pilot" || status=$?
tests_down
typed="${VERIFY:-0} ${CHANGE:-0} ${PUK:-0}"
echo "$typed" >"$W/typed"
cat "$W"/card*.log >"$W/commands" 2>/dev/null || true
"$HERE/card_log.sh" "$W/commands" tries $typed || status=$?
if grep -l -e 'ERROR: AddressSanitizer' -e 'runtime error:' \
    -e 'ERROR: LeakSanitizer' "$W"/*.err "$W"/asan.* 2>/dev/null; then
	cat "$W"/asan.* 2>/dev/null
	echo "a sanitizer has found something"
	status=1
fi
[ "$status" = 0 ] || tail -n 30 "$W"/*.log "$W"/*.err 2>/dev/null
exit "$status"
