# Talking to a portal with curl; sourced behind lib.sh.  Needs: url, dir.
# shellcheck shell=bash

id_known=10000000146		# enrolled
id_other=19191919190		# enrolled too
id_unknown=12345678950		# nobody
word=Gizli7Soz word_other=Baska8Soz
email=Sube.Isci@posta.example email_other=a@example.com
serial=a0b1c2d3e4f58901 serial_other=a0b1c2d3e4f58902
challenge=00112233445566778899aabbccddeeff

mine=$dir
counter=0
new_key() { counter=$((counter + 1)); key=t$BASHPID-$counter; }

# call OP METHOD PATH [curl options]: sets status, body, problem (its code), and
# how many seconds of the clock went by meanwhile (took); headers and body are also in $mine, a folder,
# so that several can be at work at once.
# An Idempotency-Key is sent when key is set; a token when token is set; a Case
# when case_no is.
call() {
	local op=$1 method=$2 path=$3 began=$EPOCHSECONDS
	shift 3
	status=$(curl -sS --max-time 60 --cacert "$dir/tls/ca.crt" \
	    --pinnedpubkey "$pin" -X "$method" -D "$mine/head" \
	    -o "$mine/body" -w '%{http_code}' \
	    ${token:+-H "Authorization: Bearer $token"} \
	    ${key:+-H "Idempotency-Key: $key"} \
	    ${case_no:+-H "Case: $case_no"} "$@" "$url$path") ||
	    status=curl-$?
	took=$((EPOCHSECONDS - began))
	body=$(tr -d '\0' <"$mine/body" 2>/dev/null) || body=
	problem=
	[[ $status != [45]?? ]] || problem=$(field code)
	echo "$op ${problem:-ok}" >>"$dir/seen"
}

field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" <<<"$body"; }
header() { sed -n "s/^$1: \([^\r]*\).*/\1/Ip" "$mine/head"; }

session_body() {	# [TERMINAL [LANGUAGE]]
	echo "{\"terminal\":\"${1:-kiosk-1}\",\"version\":\"0.1.0\",
	    \"language\":\"${2:-tr}\"}"
}

session() {	# [TERMINAL [LANGUAGE]]
	token= ; new_key
	call sessionOpen POST /v1/session -d "$(session_body "$@")"
	token=$(field token)
}

captcha() {
	new_key
	call captchaNew POST /v1/captcha
	captcha_id=$(field id)
	captcha_answer=$(sqlite3 -readonly "$dir/portal.db" \
	    "SELECT answer FROM captcha WHERE id = '$captcha_id'")
}

login_body() {
	echo "{\"identity\":\"$1\",\"word\":\"$2\",
	    \"captcha_id\":\"$captcha_id\",\"captcha\":\"$captcha_answer\"}"
}

login() {	# IDENTITY WORD
	captcha
	new_key
	call loginPassword POST /v1/login/password -d "$(login_body "$1" "$2")"
}

question() {
	new_key
	call captchaQuestion POST /v1/captcha-question
	captcha_id=$(field id)
}

# word_request IDENTITY EMAIL
word_request() {
	captcha
	new_key
	call wordRequest POST /v1/security-word/request -d \
	    "{\"identity\":\"$1\",\"email\":\"$2\",
	    \"captcha_id\":\"$captcha_id\",\"captcha\":\"$captcha_answer\"}"
}

# word_set IDENTITY CODE WORD
word_set() {
	new_key
	call wordSet POST /v1/security-word -d \
	    "{\"identity\":\"$1\",\"code\":\"$2\",\"word\":\"$3\"}"
}

mails() { ls "$dir/mail" 2>/dev/null | wc -l; }
mail_is_there() { [ "$(mails)" -gt "$1" ]; }

# mail_code COUNT: wait for a mail behind the first COUNT; sets mailed, its
# code, and mail_file.
mail_code() {
	await mail_is_there "$1"
	mail_file=$dir/mail/$(ls "$dir/mail" | tail -1)
	mailed=$(sed '1,/^$/d' "$mail_file" | grep -o '[0-9]\{8\}')
}

# other_code CODE: another one of as many digits.
other_code() { printf "%0${#1}d" $(((10#$1 + 1) % 10**${#1})); }

# sms_to PHONE: the code of the newest message to it.
sms_to() {
	local last
	last=$(grep -l "^To: $1\$" "$dir"/phone/* | tail -1)
	sed -n 's/.*: \([0-9]\{6\}\) .*/\1/p' "$last"
}

phone_change() { new_key; call phoneChange POST /v1/profile/phone \
    -d "{\"phone\":\"$1\"}"; }
# phone_confirm PHONE OLD NEW
phone_confirm() { new_key; call phoneConfirm POST /v1/profile/phone/confirm \
    -d "{\"phone\":\"$1\",\"code_old\":\"$2\",\"code_new\":\"$3\"}"; }
email_change() { new_key; call emailChange POST /v1/profile/email \
    -d "{\"email\":\"$1\"}"; }
email_confirm() { new_key; call emailConfirm POST /v1/profile/email/confirm \
    -d "{\"email\":\"$1\",\"code\":\"$2\"}"; }
address_change() { new_key; call addressChange PUT /v1/profile/address \
    -d "{\"address\":\"$1\"}"; }
profile() { key=; call profileRead GET /v1/profile; }

approval_read() { key=; call approvalRead GET /v1/e-approval; }
approval_give() { new_key; call approvalGive POST /v1/e-approval; }
approval_withdraw() { new_key; call approvalWithdraw DELETE /v1/e-approval; }

messages() { ls "$dir/phone" 2>/dev/null | wc -l; }

send_code() {
	new_key
	call smsSend POST /v1/sms
	local last
	last=$(ls "$dir/phone" | tail -1)
	sms_code=$(sed -n 's/.*: \([0-9]\{6\}\) .*/\1/p' "$dir/phone/$last")
}

wrong_code() { printf '%06d' $(((10#$sms_code + 1) % 1000000)); }

verify() {	# CODE
	new_key
	call smsVerify POST /v1/sms/verify -d "{\"code\":\"$1\"}"
}

authenticated() {	# [IDENTITY WORD]
	session
	login "${1:-$id_known}" "${2:-$word}"
	send_code
	verify "$sms_code"
}

open_unlock() {	# SERIAL
	new_key
	call unlockOpen POST /v1/unlock -d \
	    "{\"serial\":\"${1:-$serial}\",\"card_type\":\"akis\",
	    \"pin_tries\":0}"
	unlock=$(field id)
}

cryptogram() {	# [SERIAL [CHALLENGE]]
	new_key
	call unlockCryptogram POST "/v1/unlock/$unlock/cryptogram" -d \
	    "{\"serial\":\"${1:-$serial}\",
	    \"challenge\":\"${2:-$challenge}\"}"
}

# ---- The door of e-Devlet ----

edevlet_word=Kapi4Sifre web_word=Web5Parola
issuer_direct='  kind: direct
  application: "TÜBİTAK - KamuSM Geçit Uygulaması"
  address: "https://gecit.kamusm.gov.tr"
  password: true
  mobile: true
  bank: true
  bank_address: "https://banka.example/onay"'

edevlet_login() {	# [IDENTITY PASSWORD]
	session
	new_key
	call edevletPassword POST /v1/edevlet/password -d \
	    "{\"identity\":\"${1:-$id_known}\",
	    \"password\":\"${2:-$edevlet_word}\"}"
}

edevlet_begin() {	# BODY
	new_key
	call edevletBegin POST /v1/edevlet/login -d "$1"
	remote=$(field id)
	remote_code=$(field code)
}

edevlet_poll() {
	key=
	call edevletPoll POST "/v1/edevlet/login/$remote"
}

verification() {	# [SERIAL]
	new_key
	call verificationNew POST /v1/verification -d \
	    "{\"serial\":\"${1:-$serial}\"}"
	verification_code=$(field code)
}

open_by_code() {	# CODE [SERIAL]
	new_key
	call unlockOpen POST /v1/unlock -d \
	    "{\"serial\":\"${2:-$serial}\",\"card_type\":\"akis\",
	    \"code\":\"$1\"}"
	unlock=$(field id)
}

confirm_send() {
	new_key
	call confirmSend POST "/v1/unlock/$unlock/sms"
	local last
	last=$(ls "$dir/phone" | tail -1)
	sms_code=$(sed -n 's/.*: \([0-9]\{6\}\) .*/\1/p' "$dir/phone/$last")
}

confirm_sms() {		# CODE
	new_key
	call confirmSms POST "/v1/unlock/$unlock/sms/verify" \
	    -d "{\"code\":\"$1\"}"
}

confirm_password() {	# PASSWORD
	new_key
	call confirmPassword POST "/v1/unlock/$unlock/password" \
	    -d "{\"password\":\"$1\"}"
}

report() {	# OUTCOME
	local token=
	new_key
	call unlockReport PUT "/v1/unlock/$unlock/result" -d \
	    "{\"outcome\":\"$1\",\"tries_after\":3}"
}

enrol_all() {
	portal_run init-keys
	echo "$word" | portal_run enrol holder --identity $id_known \
	    --name "Şube İşçi" --phone "0541 234 56 78" --email $email \
	    --address "Örnek Mahallesi, Çınar Sokak 5, Ankara"
	echo "$word_other" | portal_run enrol holder --identity $id_other \
	    --name "Deneme Kişi" --phone "+905329876543" --email $email_other
	portal_run enrol card --identity $id_known --serial $serial --type akis
	portal_run enrol card --identity $id_other --serial $serial_other \
	    --type akis
	portal_run enrol key --serial $serial --out "$dir/card.key"
	portal_run enrol key --serial $serial_other --out "$dir/other.key"
}

# A program for messages that ends when $dir/slow.go is made.
make_slow() {
	rm -f "$dir"/slow*
	cat >"$dir/slow" <<-EOF
	#!/bin/sh
	cat >/dev/null
	: >$dir/slow.started
	until [ -e $dir/slow.go ]; do sleep 0.05; done
	EOF
	chmod +x "$dir/slow"
}

# ---- Login by the signature of a card ----

hex() { od -An -v -tx1 | tr -d ' \n'; }
signer() {	# NAME [SUBJECT [FROM TO]]
	packaging/demo/certificate.sh "$dir/tls" "$1" "${2-Şube İşçi}" \
	    "${3:--1 day}" "${4:-+1 year}" 2>/dev/null
}

# `openssl ca` as the authority tls/NAME.crt, with what it has revoked.
authority() {	# NAME OPTION...
	local conf=$dir/authority-$1.conf
	if [ ! -e "$conf" ]; then
		cat >"$conf" <<-EOF
		[ca]
		default_ca = here
		[here]
		database = $dir/authority-$1.index
		certificate = $dir/tls/$1.crt
		private_key = $dir/tls/$1.key
		default_md = sha256
		EOF
		: >"$dir/authority-$1.index"
	fi
	openssl ca -config "$conf" "${@:2}" 2>/dev/null
}

sign_challenge() { new_key; call loginChallenge POST /v1/login/challenge
    signed=$(field challenge); }
# statement CHALLENGE [PORTAL]: what openapi.yaml says is signed.
statement() {
	printf '%s\n' 'Cilingir e-imzali giris 1' \
	    'I log in to this portal, and agree to nothing else.' \
	    "portal: ${2:-portal.example}" "challenge: $1"
}
# answer NAME [KEY]: the text on standard input, by the key of that name.
# card_kind: what card it is, if not one for e-signatures.
answer() {
	new_key
	call loginSignature POST /v1/login/signature -d \
	    "{\"certificate\":\"$(openssl x509 -in "$dir/tls/$1.pem" \
	    -outform DER | hex)\",\"signature\":\"$(openssl dgst -sha256 \
	    -sign "$dir/tls/${2:-$1}.key" |
	    hex)\"${card_kind:+,\"card\":\"$card_kind\"}}"
}
sign_in() {	# NAME: a session, its challenge, the signature
	session
	sign_challenge
	answer "$1" < <(statement "$signed")
}
