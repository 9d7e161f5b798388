# Talking to a portal with curl; sourced behind lib.sh.  Needs: url, dir.
# shellcheck shell=bash

id_known=10000000146		# enrolled
id_other=19191919190		# enrolled too
id_unknown=12345678950		# nobody
word=Gizli7Soz word_other=Baska8Soz
serial=a0b1c2d3e4f58901 serial_other=a0b1c2d3e4f58902
challenge=00112233445566778899aabbccddeeff

mine=$dir
counter=0
new_key() { counter=$((counter + 1)); key=t$BASHPID-$counter; }

# call OP METHOD PATH [curl options]: sets status, body, and how many seconds
# of the clock went by meanwhile; headers and body are also in $mine, a folder,
# so that several can be at work at once.
# An Idempotency-Key is sent when key is set; a token when token is set.
call() {
	local op=$1 method=$2 path=$3 code began=$EPOCHSECONDS
	shift 3
	status=$(curl -sS --max-time 60 --cacert "$dir/tls/ca.crt" \
	    --pinnedpubkey "$pin" -X "$method" -D "$mine/head" \
	    -o "$mine/body" -w '%{http_code}' \
	    ${token:+-H "Authorization: Bearer $token"} \
	    ${key:+-H "Idempotency-Key: $key"} "$@" "$url$path") ||
	    status=curl-$?
	took=$((EPOCHSECONDS - began))
	body=$(tr -d '\0' <"$mine/body" 2>/dev/null) || body=
	code=$(field code)
	echo "$op ${code:-ok}" >>"$dir/seen"
}

field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" <<<"$body"; }
header() { sed -n "s/^$1: \([^\r]*\).*/\1/Ip" "$mine/head"; }

session() {
	token= ; new_key
	call sessionOpen POST /v1/session -d \
	    "{\"terminal\":\"${1:-kiosk-1}\",\"version\":\"0.1.0\",
	    \"language\":\"${2:-tr}\"}"
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

report() {	# OUTCOME
	local token=
	new_key
	call unlockReport PUT "/v1/unlock/$unlock/result" -d \
	    "{\"outcome\":\"$1\",\"tries_after\":3}"
}

enrol_all() {
	portal_run init-keys
	echo "$word" | portal_run enrol holder --identity $id_known \
	    --name "Şule İçli" --phone "0541 234 56 78"
	echo "$word_other" | portal_run enrol holder --identity $id_other \
	    --name "Deneme Kişi" --phone "+905329876543" --email a@example.com
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
