# What any server must do right.
token= key=
call health GET /v1/health
check "health" answered 200
check "health names the call centre" is "$(field call_centre)" "444 5 576"
check "health names the oldest terminal" is "$(field min_version)" 0.1.0
check "the time comes along" test -n "$(header Date)"
check "answers are not stored on the way" is "$(header Cache-Control)" no-store
call none GET /v1/openapi.yaml
check "the description is served" grep -q '^openapi: 3.1' "$dir/body"
call none GET /v1/nothing
check "an unknown path is 404" answered 404 not-found
call none GET "/v1/unlock/a%2Fb/cryptogram"
check "an id with a slash is 404" answered 404 not-found
call none PUT /v1/sms
check "a wrong method is 405" answered 405 refused
check "and says which is right" is "$(header Allow)" POST
call none POST /v1/session
check "a problem is application/problem+json" \
    is "$(header Content-Type)" application/problem+json
check "a missing body is 400" answered 400 argument
key=http-1
call sessionOpen POST /v1/session -d 'nothing'
check "a body that is no JSON is 400" answered 400 argument
call sessionOpen POST /v1/session -d '{"terminal":"a","terminal":"a",
    "version":"0.1.0","language":"tr"}'
check "a name that is there twice is 400" answered 400 argument
deep=$(printf '%*s' 30 '' | tr ' ' '[')$(printf '%*s' 30 '' | tr ' ' ']')
call sessionOpen POST /v1/session -d "{\"terminal\":\"a\",
    \"version\":\"0.1.0\",\"language\":\"tr\",\"x\":$deep}"
check "30 levels are 400" answered 400 argument
head -c 65537 /dev/zero | tr '\0' ' ' >"$dir/big"
call sessionOpen POST /v1/session --data-binary "@$dir/big" -H "Expect:"
check "more than 64 KiB is 413" answered 413 too-big
call sessionOpen POST /v1/session -H "Transfer-Encoding: chunked" \
    --data-binary "@$dir/big" -H "Expect:"
check "without a length it is cut off" no test "$status" = 200
before=$(awk '/VmRSS/ {print $2}' "/proc/$portal_pid/status")
head -c 200000000 /dev/zero | curl -sS --max-time 30 --cacert \
    "$dir/tls/ca.crt" -X POST -H "Transfer-Encoding: chunked" -H Expect: \
    -T - "$url/v1/session" >/dev/null 2>&1
after=$(awk '/VmRSS/ {print $2}' "/proc/$portal_pid/status")
check "200 MB sent do not stay in memory ($before to $after kB)" \
    test $((after - before)) -lt 40000
key=
call sessionOpen POST /v1/session -d '{"terminal":"kiosk-1",
    "version":"0.1.0","language":"tr"}'
check "a missing Idempotency-Key is 400" answered 400 argument
key='a b'
call sessionOpen POST /v1/session -d '{"terminal":"kiosk-1",
    "version":"0.1.0","language":"tr"}'
check "a malformed one too" answered 400 argument
key='"quoted-1"'
call sessionOpen POST /v1/session -d '{"terminal":"kiosk-1",
    "version":"0.1.0","language":"tr"}'
check "a quoted one is taken" answered 200
