# A new security word by mail.
session
captcha
captcha_answer=00000
new_key
call wordRequest POST /v1/security-word/request -d \
    "{\"identity\":\"$id_known\",\"email\":\"$email\",
    \"captcha_id\":\"$captcha_id\",\"captcha\":\"$captcha_answer\"}"
check "a wrong captcha is said" answered 403 captcha-wrong
count=$(mails)
word_request $id_known "${email,,}"
check "a code is asked for" answered 200
check "it lives 15 minutes" is "$(field expires_in)" 900
known_request=$(masked)
mail_code "$count"
code=$mailed
check "and comes by mail" test -n "$code"
check "to the address, once" is "$(grep -c "^To: ${email,,}\$" \
    "$mail_file")" 1
check "from whom the configuration says" grep -q \
    '^From: Kamu SM <no-reply@portal.example>$' "$mail_file"
check "with a date" grep -qE \
    '^Date: [A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} 20[0-9]{2} ..:..:.. ' \
    "$mail_file"
check "and an id of the sender's domain" grep -qE \
    '^Message-ID: <[0-9a-f]{32}@portal.example>$' "$mail_file"
check "it says that it is UTF-8, unencoded" is "$(grep -c -e \
    '^Content-Type: text/plain; charset=UTF-8$' -e \
    '^Content-Transfer-Encoding: 8bit$' -e '^MIME-Version: 1.0$' \
    "$mail_file")" 3
check "its subject reads well" is "$(sed -n \
    's/^\(Subject:\)\{0,1\} =?UTF-8?B?\(.*\)?=$/\2/p' "$mail_file" |
    while read -r part; do base64 -d <<<"$part"; done)" \
    "Güvenlik Sözcüğü yenileme kodunuz"
check "no header is longer than a line may be" no grep -qE '^.{79}' \
    <(sed '/^$/q' "$mail_file")

# What nobody may learn.
word_request $id_known nobody@posta.example
check "a wrong address is told the same" is "$(masked)" "$known_request"
word_request $id_unknown "$email"
check "an unknown person is told the same" is "$(masked)" "$known_request"
word_request $id_known "no address"
check "what is no address is told the same" is "$(masked)" "$known_request"
outbox_is_empty() { [ "$(sql 'SELECT count(*) FROM outbox')" = 0 ]; }
check "the outbox empties" await outbox_is_empty
check "and nothing was sent for them" is "$(mails)" $((count + 1))
for identity in $id_unknown $id_other; do
	word_request $identity nobody@posta.example
	out=
	for _ in 1 2 3 4; do
		word_set $identity 00000000 "Yeni9Soz"
		out+=$(masked)
	done
	declare "tried_$identity=$out"
done
tried=tried_$id_other
check "wrong codes of known and unknown are told the same" is "${!tried}" \
    "$(tried=tried_$id_unknown; echo "${!tried}")"
check "that is: wrong, wrong, used up" is "$(grep -o \
    'code-[a-z-]*' <<<"${!tried}" | tr '\n' ' ')" \
    "code-wrong code-wrong code-used-up code-used-up "

# Which words will do; that costs no try.
word_set $id_known "$code" kisa7
check "a short word is refused" answered 403 word-length
word_set $id_known "$code" "$(printf 'a1%.0s' {1..17})"
check "a long one too" answered 403 word-length
word_set $id_known "$code" 77777777
check "one digit over and over is too easy" answered 403 word-easy
word_set $id_known "$code" "A$id_known"
check "so is the identity number" answered 403 word-easy
word_set $id_known "$code" 'Yeni\nSozcuk9'
check "a word is one line" answered 403 field-characters
word_set $id_known "$(other_code "$code")" Yeni9Soz
check "a wrong code is said" answered 403 code-wrong
check "none of these cost a try but the last" is "$(field tries_left)" 2
word_set $id_other "$code" Yeni9Soz
check "a code is for one person" answered 403 code-used-up

# Set.
login $id_known wrong-1
login $id_known wrong-2
login $id_known wrong-3
check "the login is blocked" answered 403 login-blocked
first_token=$token
session
login $id_other "$word_other"
other_token=$token token=$first_token
new_key
set_body="{\"identity\":\"$id_known\",\"code\":\"$code\",\"word\":\"Yeni9Söz\"}"
call wordSet POST /v1/security-word -d "$set_body"
check "in another session, with the right code, it is set" answered 204
call wordSet POST /v1/security-word -d "$set_body"
check "a lost answer is given again" answered 204
login $id_known "$word"
check "the old word is out" answered 403 login-wrong
login $id_known Yeni9Söz
check "the new one logs in: the block is lifted" answered 200
known_token=$token
session
count=$(mails)
word_request $id_known "$email"
mail_code "$count"
word_set $id_known "$mailed" "$word"
check "and back again" answered 204
word_set $id_known "$mailed" Yeni8Soz
check "a code is used once" answered 403 code-expired
key= token=$known_token
call sessionKeep POST /v1/session/keep
check "whoever was logged in with the old word is out" \
    answered 401 session-ended
token=$other_token
call sessionKeep POST /v1/session/keep
check "nobody else is" answered 200

# A request of somebody else does not spoil a code, a newer one does.
session
count=$(mails)
word_request $id_known "$email"
mail_code "$count"
code=$mailed
word_request $id_known nobody@posta.example
word_set $id_known "$(other_code "$code")" Yeni9Soz
word_set $id_known "$code" "$word"
check "a request with a wrong address leaves the code alone" answered 204
word_request $id_known "$email"
mail_code $((count + 1))
code=$mailed
word_request $id_known "$email"
mail_code $((count + 2))
word_set $id_known "$code" "$word"
check "a newer mail replaces it" answered 403 code-wrong

session kiosk-1 en
count=$(mails)
word_request $id_known "$email"
mail_code "$count"
check "an English session gets English" grep -q "new security word: [0-9]" \
    "$mail_file"

# Held back, for known and unknown alike.
portal_stop
portal_config lifetimes.mail_resend=60 lifetimes.mail=2
portal_start
session
count=$(mails)
word_request $id_known "$email"
check "after a minute's rest" answered 429 code-wait
sqlite3 "$dir/portal.db" 'DELETE FROM sent'
word_request $id_known "$email"
mail_code "$count"
code=$mailed
word_request $id_known nobody@posta.example
check "the next request has to wait" answered 429 code-wait
check "Retry-After says how long" test "$(header Retry-After)" -le 60
word_request $id_other "$email"
check "for the same address too" answered 429 code-wait
word_request $id_unknown nobody@posta.example
word_request $id_unknown elsewhere@posta.example
check "and for unknown persons" answered 429 code-wait
over() { sql "SELECT 1 / (max(expires) <= unixepoch()) FROM word_code" |
    grep -q 1; }
await over
word_set $id_known "$code" "$word"
check "an old code has expired" answered 403 code-expired

# A mail that does not leave is tried again; it keeps nobody waiting.
portal_stop
mail_command="[$dir/mail-gate]"
cat >"$dir/mail-gate" <<EOF2
#!/bin/sh
tr '\\0' '\\n' </proc/\$\$/cmdline >$dir/mail-gate.out
tr '\\0' '\\n' </proc/\$\$/environ >>$dir/mail-gate.out
[ -e $dir/mail.open ] || { : >$dir/mail.tried; exit 75; }
exec $here/../../packaging/sms-to-folder $dir/mail
EOF2
chmod +x "$dir/mail-gate"
portal_config
portal_start
session
count=$(mails)
word_request $id_known "$email"
check "a gateway that fails is not the caller's business" answered 200
check "it was tried" await test -e "$dir/mail.tried"
tried_and_said() { grep -q "mail.failed exit=75" "$dir/log"; }
check "the log says why" await tried_and_said
portal_stop
: >"$dir/mail.open"
sqlite3 "$dir/portal.db" 'UPDATE outbox SET at = 0'
portal_start
session
mail_code "$count"
word_set $id_known "$mailed" "$word"
check "it leaves after a restart" answered 204
check "neither code nor address are in the program's arguments" \
    no grep -qi "posta.example\|[0-9]\{8\}" "$dir/mail-gate.out"
mail_command=
portal_stop
portal_config
portal_start

session
request_us() {	# IDENTITY
	local from
	captcha
	new_key
	from=${EPOCHREALTIME/./}
	call wordRequest POST /v1/security-word/request -d \
	    "{\"identity\":\"$1\",\"email\":\"$email_other\",
	    \"captcha_id\":\"$captcha_id\",\"captcha\":\"$captcha_answer\"}"
	us=$((${EPOCHREALTIME/./} - from))
}
take_as_long request_us $id_other 98765432150
check "the outbox empties" await outbox_is_empty
