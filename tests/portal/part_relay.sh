# Unlock by apdu-relay.  The card is openssl's command line: its own derivation,
# MACs and encryption of SCP03, by the letter of Amendment D.
scp_serial=a0b1c2d3e4f5a6b7c8d90077
portal_run enrol card --identity $id_known --serial $scp_serial \
    --type akis-scp >/dev/null
portal_run enrol key --serial $scp_serial --out "$dir/scp.key" >/dev/null
check "its key is two keys, 64 digits" \
    grep -qE '^[0-9a-f]{64}$' "$dir/scp.key"
scp_key=$(cat "$dir/scp.key")
check "... and the two blocks that keys.h describes" \
    is "$scp_key" "$(for i in 1 2; do
	printf '%08x%s00%s%08x' $i "$(printf 'cilingir card key' |
	    xxd -p)" $scp_serial 256 | xxd -r -p | openssl mac \
	    -cipher AES-256-CBC -macopt "hexkey:$(cat "$dir/master.key")" CMAC |
	    tr A-F a-f
    done | tr -d '\n')"

cmac() {	# KEY HEX
	xxd -r -p <<<"$2" | openssl mac -cipher AES-128-CBC \
	    -macopt "hexkey:$1" CMAC | tr A-F a-f
}
aes() {		# KEY IV HEX
	xxd -r -p <<<"$3" | openssl enc -aes-128-cbc -nopad -K "$1" -iv "$2" |
	    xxd -p | tr -d '\n'
}
scp_derive() {	# KEY CONSTANT LENGTH CONTEXT
	cmac "$1" "0000000000000000000000${2}00${3}01$4"
}
zero=00000000000000000000000000000000
relay() {	# [ANSWER]
	new_key
	call unlockRelay POST "/v1/unlock/$unlock/relay" -d \
	    "{\"serial\":\"$scp_serial\"${1:+,\"answer\":\"$1\"}}"
	command=$(field command)
	last=$(jq -r .last <<<"$body")
}
open_scp() {
	new_key
	call unlockOpen POST /v1/unlock -d "{\"serial\":\"$scp_serial\",
	    \"card_type\":\"akis-scp\",\"pin_tries\":0}"
	unlock=$(field id)
}
# What the card says to INITIALIZE UPDATE; CHALLENGE is its own.
card_initialize() {	# CHALLENGE
	context=${command:10:16}$1
	s_enc=$(scp_derive "${scp_key:0:32}" 04 0080 "$context")
	s_mac=$(scp_derive "${scp_key:32}" 06 0080 "$context")
	s_rmac=$(scp_derive "${scp_key:32}" 07 0080 "$context")
	card_answer=00000000000000000000010300$1$(scp_derive "$s_mac" 00 0040 \
	    "$context" | head -c 16)
}
# Is `command` the EXTERNAL AUTHENTICATE of that level?  Sets the chain.
card_authenticates() {	# LEVEL
	local proof
	proof=$(scp_derive "$s_mac" 01 0040 "$context" | head -c 16)
	chain=$(cmac "$s_mac" "${zero}8482${1}0010$proof")
	is "$command" "8482${1}0010$proof${chain:0:16}"
}

card_channel() {	# up to GET DATA
	open_scp
	relay
	card_initialize 0102030405060708
	relay "$card_answer"
	card_authenticates 33
	relay
	chain=$(cmac "$s_mac" "${chain}84ca010608")
}
# What the card answers to GET DATA with that plain text.
card_seal() {	# PLAIN
	local iv
	iv=$(aes "$s_enc" $zero 80000000000000000000000000000001)
	sealed=$(aes "$s_enc" "$iv" "$1")
	mac=$(cmac "$s_rmac" "$chain${sealed}9000")
}
authenticated
open_scp
check "the portal drives this card itself" is "$(field method)" apdu-relay
new_key
call unlockCryptogram POST "/v1/unlock/$unlock/cryptogram" -d \
    "{\"serial\":\"$scp_serial\",\"challenge\":\"$zero\"}"
check "... and has no cryptogram for it: 400" answered 400 argument
relay
check "first INITIALIZE UPDATE, not the last" \
    is "$status ${command:0:10} ${#command} $last" "200 8050000008 28 0"
first=$command again=$key
key=$again
call unlockRelay POST "/v1/unlock/$unlock/relay" -d \
    "{\"serial\":\"$scp_serial\"}"
check "the same request again gets the same command" \
    is "$(field command)" "$first"
card_initialize 0102030405060708
relay "$card_answer"
check "then EXTERNAL AUTHENTICATE with all MACs and encryption" \
    card_authenticates 33
relay
chain=$(cmac "$s_mac" "${chain}84ca010608")
check "then GET DATA in the channel" \
    is "$command" "84ca010608${chain:0:16}00"
# 77 bytes with the serial at 55, padded.
plain=$(printf '%0110d' 0)$scp_serial$(printf '%020d' 0)800000
card_seal "$plain"
check "the keys of the channel are sealed in the database" \
    no grep -qF "$s_enc" <<<"$(sql "SELECT hex(relay_sealed) FROM unlock" |
    tr A-F a-f)"
relay "$sealed${mac:0:16}"
check "with the right serial, INITIALIZE UPDATE once more" \
    is "$status ${command:0:10} $last" "200 8050000008 0"
check "... with a new challenge" no is "$command" "$first"
card_initialize 1112131415161718
relay "$card_answer"
check "the last one: EXTERNAL AUTHENTICATE without secure messaging" \
    card_authenticates 00
check "... which is the last" is "$last" 1
check "the unlock is issued, and no key of the channel is left" \
    is "$(sql "SELECT state, relay_sealed IS NULL FROM unlock
    ORDER BY rowid DESC LIMIT 1")" "issued|1"
relay
check "there is no command behind it: 409" answered 409 unlock-used
report done
check "the result is taken" is "$status" 204
check "nothing of the channel is in the audit" no grep -qE \
    "${s_enc:0:16}|${scp_key:0:16}" <<<"$(sql 'SELECT * FROM audit')"

# What a card, or somebody between, may answer instead.
open_scp
relay
card_initialize 0102030405060708
printf -v bit %x $((16#${card_answer: -1} ^ 1))
relay "${card_answer%?}$bit"
check "a wrong card cryptogram is not our card: 404" \
    answered 404 card-not-known
relay
check "... and ends the unlock: 410" answered 410 unlock-expired
open_scp
relay 00
check "an answer before there was a command: 403" answered 403 card-answer
open_scp
relay
relay 0000
check "an answer of another length: 403" answered 403 card-answer
open_scp
old=$card_answer
relay
relay "$old"
check "the answer of an earlier visit: 404" answered 404 card-not-known
card_channel
card_seal "$plain"
relay "${sealed}0000000000000000"
check "an answer with a wrong MAC: 403" answered 403 card-answer
card_channel
card_seal "${plain/$scp_serial/ffffffffffffffffffffffff}"
relay "$sealed${mac:0:16}"
check "the serial of another card, in the channel: 404" \
    answered 404 card-not-known
open_scp
new_key
call unlockRelay POST "/v1/unlock/$unlock/relay" -d \
    "{\"serial\":\"$serial\"}"
check "another card's serial is not of this unlock: 403" \
    answered 403 card-not-yours
new_key
call unlockRelay POST "/v1/unlock/$unlock/relay" -d \
    "{\"serial\":\"$scp_serial\",\"answer\":\"xyz\"}"
check "an answer that is no bytes: 400" answered 400 argument
open_unlock $serial
new_key
call unlockRelay POST "/v1/unlock/$unlock/relay" -d \
    "{\"serial\":\"$serial\"}"
check "a card with a cryptogram is not driven: 400" answered 400 argument
unlock_before=$unlock unlock=00000000000000000000000000000000
relay
check "an id that was guessed: 404" answered 404 not-found
unlock=$unlock_before
open_scp
portal_run enrol card --identity $id_known --serial $scp_serial \
    --type akis-scp --state revoked >/dev/null
relay
check "a card that was revoked meanwhile: 403" answered 403 card-revoked
portal_run enrol card --identity $id_known --serial $scp_serial \
    --type akis-scp >/dev/null
open_scp
relay
open_scp
relay
report unchanged
check "an unlock that is over, replaced or reported, has no key of a channel" \
    is "$(sql "SELECT count(*) FROM unlock WHERE state <> 'open' AND
    relay_sealed IS NOT NULL")" 0
token_before=$token token=
relay
check "without a session: 401" is "$status" 401
token=$token_before
