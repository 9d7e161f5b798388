# Sessions and captchas.
session
check "a session opens" answered 200
check "its token has 256 bits" is ${#token} 64
check "and lives ten minutes" left_of "$(field expires_in)" 600
key=
call sessionKeep POST /v1/session/keep
check "it can be kept" answered 200
good=$token token=${token%?}x
call sessionKeep POST /v1/session/keep
check "another token is 401" answered 401 session-ended
check "and says how to do it right" is "$(header WWW-Authenticate)" Bearer
token=
call sessionKeep POST /v1/session/keep
check "no token is 401" answered 401 session-ended
token=$good
new_key
call smsSend POST /v1/sms
check "an anonymous session gets no SMS" answered 403 refused
new_key
call unlockOpen POST /v1/unlock -d "{\"serial\":\"$serial\",
    \"card_type\":\"akis\"}"
check "and no unlock" answered 403 refused

captcha
check "a captcha has an id" answered 200
check "and five clear letters" \
    grep -qE '^[acdefhkmnprtwxyz234679]{5}$' <<<"$captcha_answer"
key=
call captchaImage GET "/v1/captcha/$captcha_id"
cp "$dir/body" "$dir/one.png"
check "its picture is a PNG of 228x72" \
    is "$(od -An -tx1 -N24 "$dir/one.png" | tr -d ' \n')" \
    89504e470d0a1a0a0000000d49484452000000e400000048
call captchaImage GET "/v1/captcha/$captcha_id"
check "asked again it is the same" cmp "$dir/body" "$dir/one.png"
first=$captcha_id
captcha
key=
call captchaImage GET "/v1/captcha/$first"
check "a new one replaces it" answered 404 not-found
kept=$captcha_id
session
key=
call captchaImage GET "/v1/captcha/$kept"
check "another session's picture is not shown" answered 404 not-found

key=
call sessionClose DELETE /v1/session
check "a session closes" answered 204
call sessionKeep POST /v1/session/keep
check "and is over" answered 401 session-ended
new_key
call sessionOpen POST /v1/session -d '{"terminal":"kiosk-1",
    "version":"0.0.9","language":"tr"}'
check "a terminal that is too old is 426" answered 426 portal-version
new_key
call sessionOpen POST /v1/session -d '{"terminal":"kiosk 1",
    "version":"0.1.0","language":"tr"}'
check "a terminal's name has no blanks" answered 400 argument
new_key
call sessionOpen POST /v1/session -d '{"terminal":"kiosk-1",
    "version":"0.1.0","language":"de"}'
check "languages are tr and en" answered 400 argument
