# What a monitoring system reads.
portal_stop
portal_config
portal_start
token= key=
call none GET /metrics
check "nobody may read the metrics where no address is named" \
    answered 404 not-found
portal_stop
sqlite3 "$dir/portal.db" 'DELETE FROM session'
portal_config listen.metrics_for=127.0.0.1
portal_start
for _ in 1 2 3; do call health GET /v1/health; done
session
login $id_known nonsense
login $id_known "$word"
send_code
verify "$(wrong_code)"
verify "$sms_code"
call none GET /metrics
metrics=$dir/metrics
cp "$dir/body" "$metrics"
check "its one address reads them" test "$status" = 200
check "as text of that format" is "$(header Content-Type)" \
    "text/plain; version=0.0.4; charset=utf-8"
value() { awk -v name="$1" '$1 == name { print $2 }' "$metrics"; }
requests() {
	value "cilingir_portal_requests_total{op=\"$1\",outcome=\"$2\"}"
}
check "requests are counted" is "$(requests health ok)" 3
check "refusals by their code" is "$(requests loginPassword login-wrong)" 1
check "beside what went well" is "$(requests loginPassword ok)" 1
check "codes too" is "$(requests smsVerify code-wrong)" 1
check "open sessions are counted" is "$(value cilingir_portal_sessions)" \
    "$(sql 'SELECT count(*) FROM session WHERE expires > unixepoch()')"
seconds=cilingir_portal_request_seconds
check "each request was timed" \
    is "$(value "${seconds}_count{op=\"loginPassword\"}")" 2
check "and stands in the last bucket" \
    is "$(value "${seconds}_bucket{op=\"loginPassword\",le=\"+Inf\"}")" 2
check "every line is a comment, or a name and a number" no grep -vqE \
    '^(# (HELP|TYPE) |[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.]+$)' "$metrics"
check "every name has its type once" is "$(grep -c '^# TYPE' "$metrics")" \
    "$(grep '^# TYPE' "$metrics" | sort -u | wc -l)"
check "nobody can be found in them" no grep -qE \
    "$id_known|kiosk|$sms_code|905[0-9]{9}" "$metrics"
call none POST /metrics -d '{}'
check "they are only read" answered 405 refused
curl -sS --interface 127.0.0.2 --cacert "$dir/tls/ca.crt" \
    "$url/metrics" >"$metrics" 2>&1
check "another address finds nothing" grep -q not-found "$metrics"
