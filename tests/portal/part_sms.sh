# SMS codes.
session
login $id_known "$word"
new_key
call smsVerify POST /v1/sms/verify -d '{"code":"123456"}'
check "without a message there is nothing to verify" \
    answered 403 code-expired
send_code
check "a code is sent" answered 200
check "it lives 300 s" left_of "$(field expires_in)" 300
check "and has three tries" is "$(field tries_left)" 3
last=$(ls "$dir/phone" | tail -1)
check "it is a text file" is "${last##*.}" txt
check "it goes to the phone on file" \
    is "$(head -1 "$dir/phone/$last")" "To: +905412345678"
check "in the session's language" grep -q giriş "$dir/phone/$last"
verify "$(wrong_code)"
check "a wrong code is said" answered 403 code-wrong
check "two tries are left" is "$(field tries_left)" 2
verify "$sms_code"
check "the right one authenticates" answered 200
check "the name is masked" is "$(field name)" "Ş*** İ***"
verify "$sms_code"
check "a code is used once" answered 403 code-expired

session kiosk-1 en
login $id_known "$word"
send_code
last=$(ls "$dir/phone" | tail -1)
check "an English session gets English" grep -q "login code" \
    "$dir/phone/$last"
verify "$(wrong_code)"
verify "$(wrong_code)"
verify "$(wrong_code)"
check "the third wrong one uses it up" answered 403 code-used-up
check "nothing is left" is "$(field tries_left)" 0
verify "$sms_code"
check "then the right one does not help" answered 403 code-used-up
old=$sms_code
send_code
verify "$old"
check "a new code replaces the old one" answered 403 code-wrong
first_token=$token
first_code=$sms_code
session
login $id_known "$word"
send_code
verify "$first_code"
check "a code of another session is wrong" answered 403 code-wrong
token=$first_token
verify "$first_code"
check "and right in its own" answered 200

session
login $id_known "$word"
send_code
login $id_other "$word_other"
verify "$sms_code"
check "a code is not for who logs in after it in the same session" \
    answered 403 code-wrong
login $id_known "$word"
verify "$sms_code"
check "only for whom it was sent to" answered 200

portal_stop
portal_config lifetimes.resend=60 lifetimes.sms=1
portal_start
session
login $id_other "$word_other"
send_code
check "resend_in is said" left_of "$(field resend_in)" 60
expired() { sql "SELECT 1 / (max(expires) <= unixepoch()) FROM code" |
    grep -q 1; }
await expired
verify "$sms_code"
check "an old code has expired" answered 403 code-expired
new_key
call smsSend POST /v1/sms
check "the next message has to wait" answered 429 code-wait
check "Retry-After says how long" test "$(header Retry-After)" -le 60
wait_token=$token
session
login $id_other "$word_other"
new_key
call smsSend POST /v1/sms
check "in another session too" answered 429 code-wait

portal_stop
sms_command="[/bin/false]"
portal_config
portal_start
session
login $id_known "$word"
count=$(messages)
new_key
call smsSend POST /v1/sms
check "a message that does not leave is 503" answered 503 portal-busy
check "with Retry-After" test -n "$(header Retry-After)"
check "the log says why" grep -q "sms.failed exit=1" "$dir/log"
portal_stop
sms_command=
portal_config
portal_start
call smsSend POST /v1/sms
check "the same key may try again" answered 200
check "and one message left" is "$(messages)" $((count + 1))

# Its arguments and environment hold nothing.
cat >"$dir/spy" <<EOF
#!/bin/sh
tr '\\0' '\\n' </proc/\$\$/cmdline >$dir/spy.out
tr '\\0' '\\n' </proc/\$\$/environ >>$dir/spy.out
ls -l /proc/\$\$/fd >>$dir/spy.out
exec $here/../../packaging/sms-to-folder $dir/phone
EOF
chmod +x "$dir/spy"
portal_stop
sms_command="[$dir/spy]"
portal_config
portal_start
session
login $id_known "$word"
send_code
check "the code is not in the program's arguments or environment" \
    no grep -q "$sms_code\|905412345678" "$dir/spy.out"
check "it inherits no database and no socket" \
    no grep -q 'portal.db\|socket:' "$dir/spy.out"

# A slow program holds up nobody else.
make_slow
portal_stop
sms_command="[$dir/slow]"
portal_config
portal_start
session
login $id_known "$word"
sqlite3 "$dir/portal.db" 'UPDATE session SET expires = unixepoch() + 60'
curl -sS --cacert "$dir/tls/ca.crt" -X POST -o "$dir/slow.out" \
    -H "Authorization: Bearer $token" -H "Idempotency-Key: slow" \
    "$url/v1/sms" &
slow=$!
await test -e "$dir/slow.started"
key=
call health GET /v1/health
check "while a message is being sent others are served" answered 200
check "and that one still waits" no test -s "$dir/slow.out"
check "in a session that it has kept from its beginning" is "$(sql "SELECT
    max(expires) > unixepoch() + 300 FROM session")" 1
: >"$dir/slow.go"
wait $slow
check "until it is sent" grep -q expires_in "$dir/slow.out"
sms_command=
portal_stop
portal_config limits.sms_per_hour=2
portal_start
sqlite3 "$dir/portal.db" 'DELETE FROM sent'
session
login $id_known "$word"
send_code
send_code
new_key
call smsSend POST /v1/sms
check "at most so many messages an hour" answered 429 code-wait
check "then it is a long time" test "$(header Retry-After)" -gt 3000
portal_stop
portal_config
portal_start
