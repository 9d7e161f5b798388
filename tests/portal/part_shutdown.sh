# SIGTERM lets a request that is at work end.
portal_stop
make_slow
sms_command="[$dir/slow]"
portal_config
portal_start
session
login $id_known "$word"
curl -sS --cacert "$dir/tls/ca.crt" -X POST -o "$dir/slow.out" \
    -H "Authorization: Bearer $token" -H "Idempotency-Key: slow-2" \
    "$url/v1/sms" &
slow=$!
await test -e "$dir/slow.started"
kill -TERM "$portal_pid"
stopping() { tail -n 1 "$dir/log" | grep -q portal.stopping; }
await stopping
refused() {	# 7: could not connect
	curl -sS --max-time 5 --cacert "$dir/tls/ca.crt" "$url/v1/health"
	[ $? = 7 ]
}
check "no new connection is taken" await refused
: >"$dir/slow.go"
wait $slow
check "the request at work is answered" grep -q expires_in "$dir/slow.out"
portal_status=0
wait "$portal_pid" || portal_status=$?
portal_pid=
check "and the portal ends well" is "$portal_status" 0
sms_command=
portal_config
portal_start
