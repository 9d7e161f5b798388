# The door of e-Devlet where the portal is its own issuer: password, mobile
# signature, verification code, and how an unlock is confirmed.
session
call edevlet GET /v1/edevlet
check "without an issuer there is no such door" answered 403 edevlet-off
edevlet_login
check "and no password is asked for" answered 403 edevlet-off
edevlet_begin '{"way":"phone"}'
check "and no login begun" answered 403 edevlet-off

portal_stop
issuer=$issuer_direct
portal_config
portal_start
session
key=
call edevlet GET /v1/edevlet
check "with one it says to what one logs in" is "$(field application)" \
    "TÜBİTAK - KamuSM Geçit Uygulaması"
check "and in which ways" is \
    "$(field password)$(field mobile)$(field signature)$(field card)$(
    field bank)$(field phone)" 111010
edevlet_login
check "a person without an e-Devlet password cannot log in" \
    answered 403 edevlet-wrong
nobody_answer=$body
edevlet_login $id_unknown "$edevlet_word"
check "an unknown person gets the same answer" is \
    "$(sed 's/"request_id[^,}]*//' <<<"$body")" \
    "$(sed 's/"request_id[^,}]*//' <<<"$nobody_answer")"
check "a password is set by the operator" is "$(echo $edevlet_word |
    portal_run enrol edevlet --identity $id_known)" "e-Devlet password set"
check "a web password as well" is "$(echo $web_word |
    portal_run enrol web-password --identity $id_known)" "web password set"
check "not for nobody: 1" is "$(echo $web_word | portal_run enrol web-password \
    --identity $id_unknown 2>/dev/null; echo $?)" 1
edevlet_login $id_known "$word"
check "the security word is not the e-Devlet password" \
    answered 403 edevlet-wrong
check "two tries are left" is "$(field tries_left)" 2
edevlet_login
check "the right one logs in" answered 200
check "the name is masked" is "$(field name)" "Ş*** İ***"
check "and the phone on file" is "$(field phone)" "54* *** ** **"
new_key
call edevletPassword POST /v1/edevlet/password -d \
    "{\"identity\":\"$id_known\",\"password\":\"$edevlet_word\"}"
check "once" answered 403 refused
open_unlock $serial
check "without an SMS code an unlock needs a verification code" \
    answered 403 confirm-old

# ---- Verification codes ----
verification
check "a verification code comes" answered 200
check "of 15 digits" is "$(grep -cE '^[0-9]{15}$' <<<"$verification_code")" 1
check "it lives 300 s" left_of "$(field expires_in)" 300
check "it is not in the database" no grep -qa "$verification_code" \
    "$dir"/portal.db*
verification $serial_other
check "not for a card of somebody else" answered 403 card-not-yours
verification ffff
check "nor for one that nobody has" answered 404 card-not-known
open_by_code 000000000000000
check "a wrong one is said" answered 403 verification-wrong
check "two tries are left of it" is "$(field tries_left)" 2
verification
old=$verification_code
verification
open_by_code "$old"
check "a new one replaces the old one" answered 403 verification-wrong
open_by_code "$verification_code"
check "it opens an unlock" answered 200
check "which waits 600 s for its confirmation" left_of "$(field expires_in)" 600
cryptogram
check "and is worth no cryptogram before" answered 403 refused
held=$unlock
open_by_code "$verification_code"
check "a code is used once" answered 403 verification-used
unlock=$held
verification
open_by_code 0
open_by_code 1
open_by_code 2
check "the third wrong one uses it up" answered 403 verification-used
open_by_code "$verification_code"
check "then the right one does not help" answered 403 verification-used
portal_run enrol card --identity $id_known --serial 0badcafe --type akis \
    >/dev/null
portal_run enrol key --serial 0badcafe --out "$dir/second.key" >/dev/null
verification 0badcafe
open_by_code "$verification_code" $serial
check "a code is for one card" answered 403 verification-wrong
first_token=$token
edevlet_login
open_by_code "$verification_code" 0badcafe
check "and for one session" answered 403 verification-expired
token=$first_token
portal_run enrol card --identity $id_known --serial 0badcafe --type akis \
    --state revoked >/dev/null
verification 0badcafe
check "not for a card that is revoked" answered 403 card-revoked

# ---- Confirmed by SMS ----
unlock=$held
count=$(messages)
confirm_send
check "a code to confirm it is sent" answered 200
check "it says what it is for" grep -q "yeni PIN" \
    "$dir/phone/$(ls "$dir/phone" | tail -1)"
verify "$sms_code"
check "the login does not take it" answered 403 code-expired
confirm_sms "$(wrong_code)"
check "a wrong one is said" answered 403 code-wrong
check "two tries are left of it as well" is "$(field tries_left)" 2
confirm_sms "$sms_code"
check "the right one confirms" answered 200
check "from now it lives 120 s" left_of "$(field expires_in)" 120
confirm_sms "$sms_code"
check "once" answered 409 unlock-used
confirm_send
check "and no second message" answered 409 unlock-used
confirm_password "$web_word"
check "nor the password" answered 409 unlock-used
cryptogram
check "now there is a cryptogram" answered 200

# ---- Confirmed by the web password ----
verification
open_by_code "$verification_code"
confirm_sms 123456
check "without a message there is nothing to confirm by" \
    answered 403 code-expired
confirm_password "$edevlet_word"
check "another password is wrong" answered 403 web-password-wrong
check "which counts" is "$(field tries_left)" 2
confirm_password "$web_word"
check "the web password confirms" answered 200
cryptogram
check "and there is a cryptogram" answered 200
verification
open_by_code "$verification_code"
older=$unlock
confirm_send
confirm_sms "$(wrong_code)"
confirm_sms "$(wrong_code)"
confirm_sms "$(wrong_code)"
check "three wrong codes use it up" answered 403 code-used-up
first_token=$token
authenticated
confirm_send
check "another session has no such unlock" answered 404 not-found
confirm_sms 123456
check "cannot confirm it by SMS" answered 404 not-found
confirm_password "$web_word"
check "nor by password" answered 404 not-found
open_unlock $serial
check "the classic door needs no verification code" answered 200
cryptogram
check "nor a confirmation" answered 200
token=$first_token
unlock=$older
confirm_send
check "an unlock that a newer one has replaced" answered 410 unlock-expired
confirm_sms 123456
check "is not confirmed by SMS" answered 410 unlock-expired
confirm_password "$web_word"
check "nor by password" answered 410 unlock-expired
verification
open_by_code "$verification_code"
confirm_password x
confirm_password x
confirm_password x
check "three wrong passwords block it" answered 403 web-password-blocked
confirm_password "$web_word"
check "then the right one does not help" answered 403 web-password-blocked
confirm_send
check "but an SMS code does" answered 200
check "and the operator lifts the block" \
    is "$(portal_run unblock-login --identity $id_known)" "login unblocked"
confirm_password "$web_word"
check "after which it is taken" answered 200
echo $edevlet_word | portal_run enrol edevlet --identity $id_other >/dev/null
edevlet_login $id_other
verification $serial_other
open_by_code "$verification_code" $serial_other
confirm_password "$web_word"
check "whoever has set none is told" answered 403 web-password-none
edevlet_login $id_known x
edevlet_login $id_known x
edevlet_login $id_known x
check "three wrong e-Devlet passwords block it" answered 403 edevlet-blocked
edevlet_login
check "then the right one does not help" answered 403 edevlet-blocked
authenticated
check "the other door stays open" answered 200
portal_run unblock-login --identity $id_known >/dev/null

# ---- Mobile signature ----
session
count=$(messages)
edevlet_begin '{"way":"carrier-pigeon"}'
check "a way that there is not" answered 400 argument
edevlet_begin '{"way":"phone"}'
check "the page of an issuer needs an issuer" answered 403 edevlet-off
edevlet_begin "{\"way\":\"mobile\",\"identity\":\"$id_known\",
    \"phone\":\"0541 234 56 79\"}"
check "with another phone nothing is said" answered 200
check "and nothing sent" is "$(messages)" "$count"
check "when to ask again is said" is "$(field again_in)" 30
edevlet_poll
check "it just waits" is "$(field waiting)" 1
edevlet_begin "{\"way\":\"mobile\",\"identity\":\"$id_known\",
    \"phone\":\"0541 234 56 78\"}"
check "with the phone on file a message is sent" is "$(messages)" $((count + 1))
check "and no more is said" is "$(field again_in)" 30
check "that shows the code of the terminal" grep -q "EVET $remote_code" \
    "$dir/phone/$(ls "$dir/phone" | tail -1)"
answer_by() { echo "$2" | portal_run sms-in --from "$1" 2>&1; }
check "an answer of another phone is not taken: 1" \
    is "$(answer_by 05329876543 "EVET $remote_code" >/dev/null; echo $?)" 1
check "nor one that is no answer: 1" \
    is "$(answer_by 05412345678 "merhaba" >/dev/null; echo $?)" 1
edevlet_poll
check "so it still waits" is "$(field waiting)" 1
check "the answer is taken" \
    is "$(answer_by 05412345678 "evet  ${remote_code,,}")" approved
edevlet_poll
check "and the session is authenticated" is "$(field waiting)" 0
check "the name comes" is "$(field name)" "Ş*** İ***"
edevlet_poll
check "asked again it says the same" is "$status $(field waiting)" "200 0"
verification
check "and goes on as the others do" answered 200
remote_held=$remote
session
remote=$remote_held
edevlet_poll
check "another session has no such login" answered 404 not-found
edevlet_begin "{\"way\":\"mobile\",\"identity\":\"$id_known\",
    \"phone\":\"+905412345678\"}"
answer_by 05412345678 "EVET $remote_code" >/dev/null
login $id_other "$word_other"
send_code
verify "$sms_code"
edevlet_poll
check "a session in which somebody else has logged in stays theirs" \
    answered 403 refused
open_unlock $serial
check "and their SMS code confirms nothing of another person's" \
    answered 403 card-not-yours
session
edevlet_begin "{\"way\":\"mobile\",\"identity\":\"$id_known\",
    \"phone\":\"+905412345678\"}"
answer_by 05412345678 "EVET $remote_code" >/dev/null
portal_run set-phone --identity $id_known --phone "0541 234 56 78" >/dev/null
edevlet_poll
check "a yes of the old phone is worth nothing once there is a new one" \
    answered 401 session-ended
edevlet_login
echo $edevlet_word | portal_run enrol edevlet --identity $id_known >/dev/null
key=
call sessionKeep POST /v1/session/keep
check "and a new password ends the sessions that the old one began" \
    answered 401 session-ended
session
edevlet_begin "{\"way\":\"mobile\",\"identity\":\"$id_known\",
    \"phone\":\"+905412345678\"}"
check "a no is taken" is "$(answer_by 05412345678 "HAYIR $remote_code")" refused
edevlet_poll
check "and said" answered 403 edevlet-denied

# ---- At a bank ----
at_bank() { echo "$2" | portal_run bank-in --identity $1 2>&1; }
session
edevlet_begin '{"way":"bank"}'
check "a login at a bank is begun" answered 200
check "with a code that it can be found by" \
    is "$(grep -cE '^[0-9A-F]{8}$' <<<"$remote_code")" 1
check "and a link that has it" is "$(field link)" \
    "$(field address)?kod=$remote_code"
check "which lives 300 s" left_of "$(field expires_in)" 300
edevlet_poll
check "it waits" is "$(field waiting)" 1
check "somebody who is not enrolled does not approve it: 1" \
    is "$(at_bank $id_unknown "EVET $remote_code" >/dev/null; echo $?)" 1
check "nor is another code taken: 1" \
    is "$(at_bank $id_known "EVET 00000000" >/dev/null; echo $?)" 1
check "nor does a phone answer it: 1" \
    is "$(answer_by 05412345678 "EVET $remote_code" >/dev/null; echo $?)" 1
check "nor is it who names no code: 1" \
    is "$(at_bank $id_known merhaba >/dev/null; echo $?)" 1
edevlet_poll
check "so it still waits" is "$(field waiting)" 1
check "the bank's customer approves it" \
    is "$(at_bank $id_known "EVET $remote_code")" approved
check "once: 1" \
    is "$(at_bank $id_other "EVET $remote_code" >/dev/null; echo $?)" 1
edevlet_poll
check "and is the one who is in" is "$(field waiting)$(field name)" "0Ş*** İ***"
verification
check "who goes on as the others do" answered 200
session
edevlet_begin '{"way":"bank"}'
check "a no is taken" is "$(at_bank $id_known "HAYIR $remote_code")" refused
edevlet_poll
check "and said" answered 403 edevlet-denied
check "both are in the audit, with who it was" is "$(sql "SELECT
    group_concat(substr(detail, 1, 8) || length(who)) FROM audit
    WHERE step = 'bank-in'")" "approved32,refused 32"

portal_stop
portal_config lifetimes.sms=1
portal_start
session
edevlet_begin '{"way":"bank"}'
bank_code=$remote_code
session
edevlet_begin "{\"way\":\"mobile\",\"identity\":\"$id_known\",
    \"phone\":\"+905412345678\"}"
login_over() { sql "SELECT 1 / (max(expires) <= unixepoch()) FROM login" |
    grep -q 1; }
await login_over
edevlet_poll
check "what is not answered in time is over" answered 410 edevlet-expired
check "an answer then is too late: 1" is \
    "$(answer_by 05412345678 "EVET $remote_code" >/dev/null; echo $?)" 1
check "so is one at a bank: 1" is \
    "$(at_bank $id_known "EVET $bank_code" >/dev/null; echo $?)" 1
portal_stop
portal_config lifetimes.resend=60
portal_start
edevlet_login
verification
open_by_code "$verification_code"
confirm_send
check "the next message has to wait" answered 429 code-wait
session
count=$(messages)
edevlet_begin "{\"way\":\"mobile\",\"identity\":\"$id_known\",
    \"phone\":\"+905412345678\"}"
check "which who logs in by phone is not told" answered 200
check "nor sent one" is "$(messages)" "$count"
check "but when to ask again" is "$(field again_in)" 60
edevlet_begin "{\"way\":\"mobile\",\"identity\":\"$id_unknown\",
    \"phone\":\"+905412345678\"}"
check "as everybody is" is "$status$(field again_in)" 20060
check "the audit tells it, waiting apart" is "$(sql "SELECT count(*) FROM audit
    WHERE step = 'edevletPoll' AND outcome = 'ok'")" 3
portal_stop
issuer=
portal_config
portal_start
