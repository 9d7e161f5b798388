# The door of e-Devlet with a real OpenID provider: device authorization grant,
# each way it can end, each kind of signature.  Needs node and npm; NO_OIDC=1
# says that it is known that they are not there.
. tests/oidc/lib.sh
if [ -n "${NO_OIDC-}" ]; then
	echo "skipped - the OpenID provider: NO_OIDC is set"
	parts_left=oidc
else

oidc_modules=${BUILD:-build}/node/oidc
check "the provider's modules are there" oidc_install "$oidc_modules"
oidc_port=$((20000 + $$ % 20000))
oidc_start "$oidc_modules" "$dir" $oidc_port || exit 3
printf '%s\n' 'a secret of the tests: %&+' >"$dir/issuer.secret"
issuer_oidc() {	# ALGORITHM [PORT]
	echo "  kind: oidc
  application: \"TÜBİTAK - KamuSM Geçit Uygulaması\"
  address: \"https://localhost\"
  url: https://localhost:${2:-$oidc_port}
  ca: tls/ca.crt
  client_id: portal-$1
  client_secret: issuer.secret
  claim: identity_number
  timeout: 30"
}
with_issuer() {	# ALGORITHM [PORT]
	portal_stop
	issuer=$(issuer_oidc "$@")
	portal_config
	portal_start
	session
	edevlet_begin '{"way":"phone"}'
	link=$(field link)
}
tell_issuer() { echo "$1" >"$dir/issuer.json"; }

# Until the answer is no longer that it waits.
poll_out() {
	local until=$((SECONDS + 40))
	while edevlet_poll && [ "$status" = 200 ] &&
	    [ "$(field waiting)" = 1 ] && [ $SECONDS -lt $until ]; do
		read -r -t 0.3 <> <(:) || true
	done
}
asked() { wc -l <"$dir/issuer.log"; }

for alg in RS256 PS256 ES256 EdDSA; do
	with_issuer $alg
	check "$alg: a login is begun" answered 200
	oidc_approve "$link" "$dir" $id_known ||
	    check "$alg: the person approves" false
	poll_out
	check "$alg: the session is authenticated" \
	    is "$status $(field waiting)" "200 0"
	check "$alg: as the person of the claim" is \
	    "$(field name) $(field phone)" "Ş*** İ*** 54* *** ** **"
done
verification
check "and goes on as the others do" answered 200
key=
call edevlet GET /v1/edevlet
check "the only way is one's own phone" is \
    "$(field password)$(field mobile)$(field phone)" 001
edevlet_login
check "no password is asked for" answered 403 edevlet-off

with_issuer RS256
check "what to show: a code" is "$(grep -cE '^[A-Z]{4}-[A-Z]{4}$' \
    <<<"$remote_code")" 1
check "the page" is "$(sed -n 's/.*"address":"\([^"]*\).*/\1/p' \
    <<<"$body")" "$oidc_url/device"
check "how long" left_of "$(field expires_in)" 300
check "how often" is "$(field interval)" 1
oidc_deny "$link" "$dir" || check "the person says no" false
poll_out
check "which is said" answered 403 edevlet-denied

tell_issuer '{"interval": 60}'
with_issuer RS256
before=$(asked)
edevlet_poll
edevlet_poll
check "it waits" is "$status $(field waiting)" "200 1"
check "the terminal is told how long" test "$(field interval)" -gt 30
check "the issuer is asked no oftener than it wants" is "$(asked)" "$before"
tell_issuer '{}'

with_issuer RS256
oidc_approve "$link" "$dir" $id_unknown || check "a stranger approves" false
poll_out
check "somebody whom the portal does not know" answered 403 edevlet-stranger

tell_issuer '{"life": 30}'
with_issuer RS256
sqlite3 "$dir/portal.db" "UPDATE login SET expires = unixepoch() - 1"
edevlet_poll
check "a login that is over" answered 410 edevlet-expired

tell_issuer '{"slow": 1}'
with_issuer RS256
: >"$dir/issuer.log"
slowed() { edevlet_poll; grep -q slow_down "$dir/issuer.log"; }
await slowed
check "slow_down adds five seconds, for good" is \
    "$(sql 'SELECT interval FROM login ORDER BY id DESC LIMIT 1')" 6
edevlet_poll
check "and the terminal is told" test "$(field interval)" -ge 4
oidc_approve "$link" "$dir" $id_known || check "slow: approves" false
poll_out
check "after which it still works" is "$status $(field waiting)" "200 0"
pause=$(awk '/slow_down/ {at = $1} / token$/ && at {print int(($1 - at) / 1000)
    exit}' "$dir/issuer.log")
check "the next question came 6 s later" test "${pause:-0}" -ge 5

# A slow issuer holds up nobody else.
tell_issuer '{"stall": true}'
with_issuer RS256
sqlite3 "$dir/portal.db" "UPDATE login SET next = 0"
: >"$dir/issuer.log"
curl -sS --cacert "$dir/tls/ca.crt" -X POST -o "$dir/stalled.out" \
    -H "Authorization: Bearer $token" "$url/v1/edevlet/login/$remote" &
slow=$!
polled() { sql "SELECT 1 / (next > 0) FROM login ORDER BY id DESC LIMIT 1" |
    grep -q 1; }
await polled
key=
call health GET /v1/health
check "while the issuer is slow others are served" answered 200
check "and that one still waits" no test -s "$dir/stalled.out"
tell_issuer '{}'
wait $slow
check "until the issuer has answered" grep -q '"waiting":1' "$dir/stalled.out"

with_issuer RS256
oidc_stop
sqlite3 "$dir/portal.db" "UPDATE login SET next = 0"
edevlet_poll
check "an issuer that goes away meanwhile" answered 502 edevlet-away
edevlet_begin '{"way":"phone"}'
check "and one that is away from the start" answered 502 edevlet-away
check "the log says why" grep -q "issuer.away" "$dir/log"
packaging/demo/certs.sh "$dir/liar-tls" >/dev/null
mkdir -p "$dir/liar"
ln -sfn "$dir/liar-tls" "$dir/liar/tls"
oidc_start "$oidc_modules" "$dir/liar" $oidc_port || exit 3
with_issuer RS256
check "an issuer of another CA is not talked to" answered 502 edevlet-away
oidc_stop
portal_stop
issuer=
portal_config
portal_start
fi
