# What a person changes on file, and what the call centre does.
old_phone=+905412345678 new_phone=+905551112233
session
login $id_known "$word"
profile
check "who has not confirmed by SMS reads nothing" answered 403 refused
authenticated
profile
check "the phone is masked" is "$(field phone)" "54* *** ** **"
check "so is the mail address" is "$(field email)" "S********@p****.example"
check "and the home" is "$(sed -n 's/.*"address":"\([^"]*\)".*/\1/p' \
    <<<"$body")" "Ö**** M********* Ç**** S**** 5* A*****"

phone_change "0212 345 67 89"
check "a number that is no mobile's is refused" answered 403 field-phone
phone_change "0541 234 56 78"
check "so is the one on file" answered 403 phone-same
count=$(messages)
phone_change "0555 111 22 33"
check "two codes are sent" is "$status $(messages)" "200 $((count + 2))"
check "they live 300 s" left_of "$(field expires_in)" 300
old=$(sms_to $old_phone) new=$(sms_to $new_phone)
check "one to each phone, not the same" test -n "$old" -a -n "$new" \
    -a "$old" != "$new"
phone_confirm 05551112233 "$new" "$old"
check "the codes are not to be taken for each other" \
    answered 403 code-old-wrong
phone_confirm 05551112233 "$old" "$(other_code "$new")"
check "the new phone's wrong code is said" answered 403 code-new-wrong
check "and costs a try of its own" is "$(field tries_left)" 1
phone_confirm 05551112234 "$old" "$new"
check "they are for that number alone" answered 403 code-used-up
profile
check "nothing has changed" is "$(field phone)" "54* *** ** **"
phone_change "+90 555 111 22 33"
old=$(sms_to $old_phone) new=$(sms_to $new_phone)
mine_token=$token
authenticated
other_token=$token token=$mine_token
phone_confirm "0555 111 22 33" "$(other_code "$old")" "$new"
check "the old phone's wrong code is said" answered 403 code-old-wrong
check "two tries are left" is "$(field tries_left)" 2
phone_confirm "0555 111 22 33" "$old" "$new"
check "with both it is changed" answered 200
check "and shown" is "$(field phone)" "55* *** ** **"
phone_confirm "0555 111 22 33" "$old" "$new"
check "codes are used once" answered 403 code-expired
key= token=$other_token
call sessionKeep POST /v1/session/keep
check "other sessions of the person end" answered 401 session-ended
session
login $id_known "$word"
send_code
check "the next code goes to the new phone" is "$(sms_to $new_phone)" \
    "$sms_code"
verify "$sms_code"
phone_confirm 0541 123456 123456
check "what is no number is said before any code" answered 403 field-phone

email_change "no address"
check "what is no mail address is refused" answered 403 field-email
email_change "${email^^}"
check "so is the one on file, in capitals" answered 403 email-same
count=$(mails)
email_change yeni@posta.example
check "a code is sent to the new address" answered 200
mail_code "$count"
code=$mailed
check "to that one" grep -q '^To: yeni@posta.example$' "$mail_file"
email_confirm baska@posta.example "$code"
check "the code is for that address alone" answered 403 code-wrong
email_confirm no-address "$code"
check "which must be one" answered 403 field-email
email_confirm yeni@posta.example "$code"
check "with it, it is changed" answered 200
check "and shown" is "$(field email)" "y***@p****.example"
told() { [ "$(mails)" = $((count + 2)) ]; }
check "who reads the old one is told" await told
check "at the old one" grep -q "^To: $email\$" \
    "$dir/mail/$(ls "$dir/mail" | tail -1)"
email_confirm yeni@posta.example "$code"
check "it is on file now" answered 403 email-same
count=$(mails)
email_change "$email"
mail_code "$count"
code=$mailed
for _ in 1 2 3; do email_confirm "$email" "$(other_code "$code")"; done
check "three wrong codes use it up" answered 403 code-used-up
count=$(mails)
email_change "$email"
mail_code "$count"
code=$mailed
sqlite3 "$dir/portal.db" "UPDATE code SET expires = 1"
email_confirm "$email" "$code"
check "an old one has expired" answered 403 code-expired

address_change "kısa"
check "what is no home is refused" answered 403 address-invalid
address_change "Yeni Mahalle, Uzun Sokak 12, Ankara"
check "a home is changed" answered 200

sqlite3 "$dir/portal.db" "UPDATE session SET confirmed = confirmed - 3600"
email_change again@posta.example
check "an old SMS confirmation is not enough for a new address" \
    answered 403 confirm-old
address_change "Başka Mahalle, Kısa Sokak 1, Ankara"
check "nor for a home" answered 403 confirm-old
approval_give
check "nor for an approval" answered 403 confirm-old

portal_stop
portal_config lifetimes.resend=60 lifetimes.mail_resend=60
portal_start
authenticated
check "no code was sent in the last minute" answered 403 code-expired
sqlite3 "$dir/portal.db" 'DELETE FROM sent'
authenticated
phone_change "$old_phone"
check "messages are held back" answered 429 code-wait
email_change ucuncu@posta.example
email_change ucuncu@posta.example
check "mail too, on its own" answered 429 code-wait
portal_stop
sms_command="[/bin/false]"
portal_config
portal_start
phone_change "$old_phone"
check "messages that do not leave are 503" answered 503 portal-busy
check "and no code is outstanding" is "$(sql "SELECT count(*) FROM code
    WHERE purpose LIKE 'phone%' AND state = 'active'")" 0
sms_command=
portal_stop
portal_config
portal_start

# The call centre.
check "set-phone" portal_run set-phone --identity $id_known \
    --phone "0541 234 56 78"
key=
call sessionKeep POST /v1/session/keep
check "ends the person's sessions" answered 401 session-ended
check "set-email" portal_run set-email --identity $id_known --email "$email"
check "set-address" portal_run set-address --identity $id_known \
    --address "Örnek Mahallesi, Çınar Sokak 5, Ankara"
check "of nobody: 1" is "$(portal_run set-phone --identity $id_unknown \
    --phone 05412345678 2>/dev/null; echo $?)" 1
check "what is no number: 1" is "$(portal_run set-phone --identity \
    $id_known --phone 0212 2>/dev/null; echo $?)" 1
authenticated
profile
check "it is on file" is "$(field phone) $(field email)" \
    "54* *** ** ** S********@p****.example"
