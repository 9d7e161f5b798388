# The same request again: the same answer, done once.
key=again-1 token=
call sessionOpen POST /v1/session -d "$(session_body)"
one=$(field token)
call sessionOpen POST /v1/session -d "$(session_body)"
check "a session opened twice is one session" is "$(field token)" "$one"
call sessionOpen POST /v1/session -d "$(session_body kiosk-1 en)"
check "the key with another request is 422" answered 422 refused

session
captcha
new_key
request=$(login_body $id_known wrong)
for _ in 1 2 3 4; do
	call loginPassword POST /v1/login/password -d "$request"
done
check "a wrong word sent four times is one try" is "$(field tries_left)" 2
check "and no block" answered 403 login-wrong

login $id_known "$word"
send_code
new_key
request="{\"code\":\"$(wrong_code)\"}"
for _ in 1 2 3 4; do
	call smsVerify POST /v1/sms/verify -d "$request"
done
check "a wrong code sent four times is one try" is "$(field tries_left)" 2

portal_stop
portal_config listen.connections_per_address=200
portal_start
many() {	# NAME PATH [DATA]
	rm -f "$dir/many."*
	curl -sS -Z --parallel-immediate --parallel-max 100 --cacert \
	    "$dir/tls/ca.crt" -X POST -H "Authorization: Bearer $token" \
	    -H "Idempotency-Key: $1" ${3:+-d "$3"} \
	    "$url$2?n=[1-100]" -o "$dir/many.#1" >/dev/null 2>"$dir/curl.err"
}
# The first one is held up until the others are there.
make_slow
sed -i "2i echo started >>$dir/slow.starts" "$dir/slow"
portal_stop
sms_command="[$dir/slow]"
portal_config listen.connections_per_address=200
portal_start
many held-sms /v1/sms &
held=$!
await test -e "$dir/slow.started"
threads() { [ "$(find "/proc/$portal_pid/task" -maxdepth 1 | wc -l)" \
    -ge 100 ]; }
check "100 are there at once" await threads
: >"$dir/slow.go"
wait $held
check "the program for messages was started once" \
    is "$(wc -l <"$dir/slow.starts")" 1
sms_command=
portal_stop
portal_config listen.connections_per_address=200
portal_start
count=$(messages)
many many-sms /v1/sms
# How often each different body came; bodies have no newline.
alike() { cat "$dir/many."* | sed 's/}{/}\n{/g' | sort | uniq -c |
    awk '{printf "%s ", $1}'; }
check "100 at once get one answer" is "$(alike)" "100 "
check "and one message leaves" is "$(messages)" $((count + 1))
last=$(ls "$dir/phone" | tail -1)
sms_code=$(sed -n 's/.*: \([0-9]\{6\}\) .*/\1/p' "$dir/phone/$last")
many many-code /v1/sms/verify "{\"code\":\"$(wrong_code)\"}"
check "100 wrong codes at once, one key, one answer" is "$(alike)" "100 "
check "and one try is spent" is "$(sql "SELECT tries FROM code
    WHERE state = 'active' ORDER BY id DESC LIMIT 1")" 2
verify "$sms_code"
check "the right one still counts" answered 200
open_unlock $serial
many many-crypt "/v1/unlock/$unlock/cryptogram" \
    "{\"serial\":\"$serial\",\"challenge\":\"$challenge\"}"
check "100 at once get one cryptogram" is "$(alike)" "100 "
portal_stop
portal_config
portal_start
key=many-crypt
call unlockCryptogram POST "/v1/unlock/$unlock/cryptogram" \
    -d "{\"serial\":\"$serial\",\"challenge\":\"$challenge\"}"
check "and after a restart once more the same" answered 200

# Different wrong words at once: no more count than may.
pids=()
for i in {1..6}; do
	(
		mine=$dir/race.$i
		mkdir -p "$mine"
		session "kiosk-$i"
		login $id_other "guess-$i"
	) &
	pids+=($!)
done
wait "${pids[@]}"
check "of six guesses at once two are told wrong" is \
    "$(cat "$dir/race."*/body | grep -o login-wrong | wc -l)" 2
check "and four that it is blocked" is \
    "$(cat "$dir/race."*/body | grep -o login-blocked | wc -l)" 4
portal_run unblock-login --identity $id_other >/dev/null
