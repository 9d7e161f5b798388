# Operators: their accounts and cards, shifts, and their names in the audit.
# Behind part_signed.sh, whose certificates and functions it uses.
password=Vardiya9Parola
for name in desk1 desk2 card held2 wait2; do signer "$name"; done
held2=$(to_hold held2)
portal_run enrol certificate --identity $id_known --card $serial \
    --file "$dir/tls/wait2.pem" >/dev/null

operator() { portal_run operator "$@" 2>"$dir/operator.said"; }
begin() {	# ACCOUNT PASSWORD
	[ -n "${keep-}" ] || session desk-1
	new_key
	call operatorPassword POST /v1/operator/password -d \
	    "{\"account\":\"$1\",\"password\":\"$2\"}"
	shift_token=$(field token)
}
begin_signed() {	# NAME [KEY]
	new_key
	call operatorSignature POST /v1/operator/signature -d \
	    "{\"certificate\":\"$(openssl x509 -in "$dir/tls/$1.pem" \
	    -outform DER | hex)\",\"signature\":\"$(statement "$signed" |
	    openssl dgst -sha256 -sign "$dir/tls/${2:-$1}.key" | hex)\"}"
	shift_token=$(field token)
}
card_shift() {	# NAME [KEY]: with a session and its challenge
	session desk-1
	sign_challenge
	begin_signed "$@"
}
at_work() {	# [TERMINAL [TOKEN]]: a session in that shift
	token= ; new_key
	call sessionOpen POST /v1/session -d \
	    "{\"terminal\":\"${1:-desk-1}\",\"version\":\"0.1.0\",
	    \"language\":\"tr\",\"operator\":\"${2:-$shift_token}\"}"
	token=$(field token)
}
end_shift() {
	local token= key=
	call operatorEnd POST /v1/operator/end -d \
	    "{\"operator\":\"${1:-$shift_token}\"}"
}
last() { sql "SELECT $1 FROM audit ORDER BY seq DESC LIMIT 1"; }

# Accounts.
check "an operator is added by password" \
    operator add --account Gise.1 --name "Deneme Görevlisi" <<<$password
check "one by card" operator add --account gise.2 --name "İkinci Görevli" \
    --certificate "$dir/tls/card.pem"
check "an account is taken once" no operator add --account gise.1 \
    --name "Başka" <<<$password
check "a card is one operator's" no operator add --account baska \
    --name "Başka" --certificate "$dir/tls/card.pem"
check "which is said" grep -q "is taken" "$dir/operator.said"
check "an account is a plain word" no operator add --account "gişe" \
    --name "Deneme" <<<$password
check "a password of three letters is none" no operator add --account kisa \
    --name "Kısa" <<<abc
check "both are listed, and how they log in" is "$(operator list)" \
"gise.1 enabled password Deneme Görevlisi
gise.2 enabled card İkinci Görevli"
check "who added whom is in the audit" is "$(sql "SELECT count(*) FROM audit
    WHERE step = 'operator.add' AND detail LIKE 'account=% by=%'")" 2
check "the password is nowhere" no grep -qa "$password" "$dir"/portal.db*
check "nor is a name" no grep -qa "Deneme Görevlisi" "$dir"/portal.db*

# A shift, and whose name is on what.
begin GISE.1 "$password"
check "account and password begin a shift, in capitals too" answered 200
check "it says who" is "$(field account) $(field name)" "gise.1 Deneme Görevlisi"
check "and how long" is "$(field expires_in) $(field idle_in)" "43200 1800"
check "the audit names the operator" is "$(last "step || ' ' || outcome ||
    ' ' || operator || ' ' || terminal")" \
    "operatorPassword ok gise.1 desk-1"
case_no=NHFE-A6AX
at_work
check "a session of the shift is opened" answered 200
login $id_known "$word"
send_code
verify "$sms_code"
open_unlock
cryptogram
check "it does what every session does" answered 200
report done
check "a report too" answered 204
check "each step has the operator's name" is "$(sql "SELECT
    group_concat(DISTINCT operator) FROM audit WHERE seq > (SELECT max(seq)
    FROM audit WHERE step = 'operatorPassword')")" gise.1
case_no=
check "so has what a case shows" is "$(portal_run audit show \
    --case NHFE-A6AX | grep -c ' operator=gise.1$')" \
    "$(sql "SELECT count(*) FROM audit WHERE case_no = 'NHFE-A6AX' AND
    operator = 'gise.1'")"
saved=$token
key=
token=$shift_token
call profileRead GET /v1/profile
check "the token of a shift opens nothing" answered 401 session-ended
token=$saved
mine_token=$shift_token
keep=1 begin gise.1 "$password"
shift_token=$mine_token
check "a session of a person begins no shift" answered 403 refused
session
login $id_known "$word"
check "a session outside the shift has nobody's name" is \
    "$(last operator)" ""
at_work desk-2
check "nor does another terminal join it" answered 401 operator-over
at_work desk-1 "${shift_token:0:63}x"
check "a token of nobody" answered 401 operator-over

# By card.
card_shift card
check "the operator's card begins a shift" answered 200
check "it says whose" is "$(field account)" gise.2
check "the audit as well" is "$(last "operator || ' ' || detail")" \
    "gise.2 certificate=$(last detail | sed 's/.*=//')"
begin_signed card
check "a challenge serves once" answered 410 challenge-over
card_shift desk1
check "a card of nobody's" answered 403 operator-unknown
card_shift card desk2
check "another key" answered 403 signature-wrong
card_shift held2
check "no operator, but whose?" answered 403 operator-unknown
operator card --account gise.1 --certificate "$dir/tls/held2.pem" >/dev/null
portal_run certificate suspend --id "$held2" >/dev/null
card_shift held2
check "suspended by the portal" answered 403 signer-suspended
portal_run certificate revoke --id "$held2" --reason superseded >/dev/null
card_shift held2
check "or revoked" answered 403 signer-revoked
card_shift wait2
check "or not in use yet" answered 403 signer-waiting
card_shift early
check "not valid yet" answered 403 not-yet-valid
card_shift late
check "not valid any more" answered 403 no-longer-valid
card_shift forged
check "of another authority" answered 403 signer-foreign
card_shift box
check "a key for something else" answered 403 signer-usage
check "a card is one operator's, also later" no operator card \
    --account gise.1 --certificate "$dir/tls/card.pem"

# Its end.
begin gise.1 "$password"
end_shift
check "a shift is ended" answered 204
check "which is in the audit" is "$(last "step || ' ' || operator")" \
    "operatorEnd gise.1"
end_shift
check "once" answered 401 operator-over
at_work
check "then no session joins it" answered 401 operator-over
begin gise.1 "$password"
at_work
check "a new shift" answered 200
check "is ended by the administrator" operator disable --account gise.1
new_key
call captchaNew POST /v1/captcha
check "with its sessions" answered 401 session-ended
at_work
check "and lets nobody in" answered 401 operator-over
begin gise.1 "$password"
check "whose password is wrong now" answered 403 operator-wrong
operator enable --account gise.1 >/dev/null
begin gise.1 "$password"
check "until the account is enabled" answered 200

# Wrong ones.
begin gise.1 yanlis-parola
check "a wrong password" answered 403 operator-wrong
check "two more" is "$(field tries_left)" 2
begin gise.1 yanlis-parola
begin gise.1 yanlis-parola
check "the third blocks" answered 403 operator-blocked
begin gise.1 "$password"
check "the right one as well" answered 403 operator-blocked
check "the audit says whose" is "$(last "operator || ' ' || outcome")" \
    "gise.1 operator-blocked"
for n in 2 1 0; do
	begin Gizli7Soz-burada yanlis-parola
	check "nobody's account answers the same, $n left" is \
	    "$(field tries_left)" $n
done
check "to the end" answered 403 operator-blocked
check "what was typed for it is in no audit" is "$(sql "SELECT count(*)
    FROM audit WHERE operator LIKE 'gizli%' OR detail LIKE '%izli%'")" 0
card_shift card
check "a card is not blocked by that" answered 200
check "a new password lifts the block" operator password --account gise.1 \
    <<<Yepyeni8Parola
begin gise.1 Yepyeni8Parola
check "and is the one that counts" answered 200
check "nobody is told of" no operator disable --account yok
check "in words" grep -q "no operator" "$dir/operator.said"

# Time.
portal_stop
portal_config lifetimes.shift_idle=2 lifetimes.shift=4 signature.ca=
portal_start
session desk-1
begin_signed card
check "without authorities no card begins a shift" answered 403 signed-off
begin gise.1 Yepyeni8Parola
check "idle time is said" is "$(field idle_in) $(field expires_in)" "2 4"
shift_over() { at_work; answered 401 operator-over; }
# Somebody is at work all the time: it ends all the same.
check "a shift that is used ends with its whole life" await shift_over
begin gise.1 Yepyeni8Parola
idle_over() {
	[ "$(sql "SELECT expires <= unixepoch() FROM shift
	    ORDER BY id DESC LIMIT 1")" = 1 ]
}
check "one that is not used ends sooner" await idle_over
at_work
check "and is over" answered 401 operator-over
portal_stop

# Where nothing begins outside of a shift.
client_ca=yes staffed='kiosk-*'
portal_config
client_ca='' staffed=''
portal_start
own=(--cert "$dir/tls/terminal.crt" --key "$dir/tls/terminal.key")
own_session() {	# [TOKEN OF A SHIFT]
	token= ; new_key
	call sessionOpen POST /v1/session "${own[@]}" \
	    -d "$(session_body kiosk-1 | sed "s/}$/${1:+,\"operator\":\"$1\"}}/")"
	token=$(field token)
}
ask_captcha() {
	new_key
	call captchaNew POST /v1/captcha "${own[@]}"
}
own_session
check "a session is opened where staff has to be" answered 200
ask_captcha
check "it does nothing for anybody" answered 403 refused
key=
call edevlet GET /v1/edevlet "${own[@]}"
check "nor by the other door" answered 403 refused
call sessionKeep POST /v1/session/keep "${own[@]}"
check "it is kept" answered 200
new_key
call operatorPassword POST /v1/operator/password "${own[@]}" \
    -d "{\"account\":\"gise.1\",\"password\":\"Yepyeni8Parola\"}"
check "and begins a shift" answered 200
shift_token=$(field token)
ask_captcha
check "but is not in it" answered 403 refused
own_session "$shift_token"
ask_captcha
check "one that is in it serves people" answered 200
portal_stop
portal_config
portal_start
check "the chain is whole" portal_run audit verify
