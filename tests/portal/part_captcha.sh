# The captcha in words, and terminals that need none.
session
question
check "a question is given" answered 200
check "it lives 300 s" is "$(field expires_in)" 300
asked=$(sed -n 's/.*"question_en":"First letters: \([^"]*\)\.".*/\1/p' \
    <<<"$body")
initials() { sed 's/\([A-Za-z]\)[a-z]*\(, \)\{0,1\}/\1/g' <<<"$1" |
    tr A-Z a-z; }
captcha_answer=$(initials "$asked")
check "its answer is five letters" is "${#captcha_answer}" 5
check "and the same in both languages" is "$captcha_answer" \
    "$(initials "$(sed -n 's/.*"question_tr":"[^:]*: \([^"]*\)\.".*/\1/p' \
    <<<"$body")")"
check "no letter that one language has no word for is asked" \
    no grep -q '[xw]' <<<"$captcha_answer"
captcha_answer=${captcha_answer^^}
new_key
call loginPassword POST /v1/login/password \
    -d "$(login_body $id_known "$word")"
check "the letters are the answer, capitals too" answered 200
session
captcha
first_id=$captcha_id first_answer=$captcha_answer
question
captcha_id=$first_id captcha_answer=$first_answer
new_key
call loginPassword POST /v1/login/password \
    -d "$(login_body $id_known "$word")"
check "a question replaces the picture" answered 403 captcha-wrong
new_key
call loginPassword POST /v1/login/password \
    -d "{\"identity\":\"$id_known\",\"word\":\"$word\"}"
check "leaving the captcha out does not help" answered 403 captcha-wrong

portal_stop
portal_config limits.questions_per_minute=2
portal_start
# Two more behind those of the minute before, if it is still that minute.
for _ in 1 2 3; do question; done
check "few questions a minute" answered 429 portal-busy
captcha
check "while pictures go on" answered 200

# Waived for terminals that are known.
check "a waiver without certificates is refused: 3" is "$(
    captcha_waived=yes portal_config
    portal_run audit verify 2>/dev/null; echo $?)" 3
portal_stop
captcha_waived=yes client_ca=yes
portal_config
captcha_waived='' client_ca=''
portal_start
own=(--cert "$dir/tls/terminal.crt" --key "$dir/tls/terminal.key")
token= key=waived-1
call sessionOpen POST /v1/session "${own[@]}" -d \
    '{"terminal":"kiosk-1","version":"0.1.0","language":"tr"}'
check "a known terminal is told that it needs no captcha" \
    is "$(field captcha)" waived
token=$(field token)
new_key
call loginPassword POST /v1/login/password "${own[@]}" \
    -d "{\"identity\":\"$id_known\",\"word\":\"$word\"}"
check "and logs in without one" answered 200
new_key
call loginPassword POST /v1/login/password "${own[@]}" \
    -d "{\"identity\":\"$id_known\",\"word\":\"wrong-1\"}"
check "wrong words count there too" is "$(field tries_left)" 2
portal_stop
portal_config
portal_start
portal_run unblock-login --identity $id_known >/dev/null
