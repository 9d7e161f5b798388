# Login by the signature of a card: what is signed, by whom, and each refusal.
to_hold() {	# NAME...: enrol them for the known person, print their ids
	local name
	for name; do
		portal_run enrol certificate --identity $id_known \
		    --card $serial --file "$dir/tls/$name.pem" --state active
	done
}
named=/serialNumber=$id_known

signer ec; signer ec2; signer waits; signer held; signer gone
KEY=rsa signer rsa
USAGE='keyUsage = critical, digitalSignature' signer login
ec=$(to_hold ec) held=$(to_hold held) gone=$(to_hold gone)
to_hold rsa login >/dev/null
portal_run enrol certificate --identity $id_known --card $serial \
    --file "$dir/tls/waits.pem" >/dev/null
portal_run certificate suspend --id "$held" >/dev/null
portal_run certificate revoke --id "$gone" --reason superseded >/dev/null

# What is right.
session
sign_challenge
check "a challenge is given" answered 200
check "32 bytes" grep -qE '^[0-9a-f]{64}$' <<<"$signed"
check "it lives 60 s" is "$(field expires_in)" 60
first=$signed
sign_challenge
check "the next one is another" no is "$first" "$signed"
answer ec < <(statement "$signed")
check "an ECDSA signature logs in" answered 200
check "the name is masked" is "$(field name)" "Ş*** İ***"
check "so is the phone" is "$(field phone)" "54* *** ** **"
key=
call profileRead GET /v1/profile
check "the session is the person's" answered 200
email_change neu@posta.example
check "what wants a fresh SMS code still does" answered 403 confirm-old
open_unlock
check "so does an unlock" answered 403 confirm-old
send_code
check "a code goes to the phone on file" answered 200
verify "$sms_code"
check "and confirms" answered 200
open_unlock
check "then the unlock is opened" answered 200
sign_challenge
answer ec < <(statement "$signed")
check "who is in may do it again, if an answer was lost" answered 200
signer elsewhere "Deneme Kişi/serialNumber=$id_other"
sign_challenge
answer elsewhere < <(statement "$signed")
check "but nobody else in the same session" answered 403 refused
key=
call profileRead GET /v1/profile
check "which stays the person's" is "$(field phone)" "54* *** ** **"
sign_in rsa
check "an RSA signature logs in" answered 200
sign_in login
check "a key for digitalSignature will do" answered 200

# What is signed.
session
sign_challenge
answer ec < <(statement "$signed" other.example)
check "a signature for another portal" answered 403 signature-wrong
answer ec < <(statement "$signed")
check "used the challenge up" answered 410 challenge-over
sign_challenge
answer ec < <(printf '%s' "$signed")
check "a bare challenge is not what is signed" answered 403 signature-wrong
sign_challenge
answer ec < <(statement "$signed"; echo more)
check "nor is a longer text" answered 403 signature-wrong
sign_challenge
answer ec ec2 < <(statement "$signed")
check "nor by another key" answered 403 signature-wrong
session
answer ec < <(statement "$first")
check "a session without a challenge" answered 410 challenge-over
first_session=$token
sign_challenge
first=$signed
session
sign_challenge
answer ec < <(statement "$first")
check "the challenge of another session" answered 403 signature-wrong
token=$first_session
answer ec < <(statement "$first")
check "which is still good in its own" answered 200
session
sign_challenge
new_key
right="{\"certificate\":\"$(openssl x509 -in "$dir/tls/ec.pem" -outform DER |
    hex)\",\"signature\":\"$(statement "$signed" | openssl dgst -sha256 -sign \
    "$dir/tls/ec.key" | hex)\"}"
call loginSignature POST /v1/login/signature -d "$right"
check "the right one" answered 200
call loginSignature POST /v1/login/signature -d "$right"
check "with the same key again: the same answer" answered 200
session
sign_challenge
new_key
call loginSignature POST /v1/login/signature -d "$right"
check "what was seen on the wire is worth nothing later" \
    answered 403 signature-wrong
new_key
sign_challenge
new_key
call loginSignature POST /v1/login/signature \
    -d '{"certificate":"30820101","signature":"00"}'
check "no certificate at all" answered 400 argument

# Whose certificate it is.
sign_in waits
check "not in use yet" answered 403 signer-waiting
sign_in held
check "suspended" answered 403 signer-suspended
sign_in gone
check "revoked" answered 403 signer-revoked
check "and that is in the audit, with whose it was" is "$(sql "SELECT outcome,
    length(who) FROM audit WHERE step = 'loginSignature'
    ORDER BY seq DESC LIMIT 1")" "signer-revoked|32"
signer nobody
sign_in nobody
check "in nobody's name" answered 403 signer-unknown
signer number "Şube İşçi$named"
sign_in number
check "one that only names the person" answered 200
signer etsi "Şube İşçi/serialNumber=PNOTR-$id_known"
sign_in etsi
check "or in the form of ETSI" answered 200
signer passport "Deneme/serialNumber=PASTR-U1234567"
sign_in passport
check "a passport of nobody" answered 403 signer-unknown
signer stranger "Kimse/serialNumber=$id_unknown"
sign_in stranger
check "a number of nobody" answered 403 signer-unknown
signer mixed "Deneme Kişi/serialNumber=$id_other"
to_hold mixed >/dev/null
sign_in mixed
check "enrolled for one, in the name of another" answered 403 signer-unknown

# Whose authority, when, and for what.
signer early "Şube İşçi$named" "+1 day" "+1 year"
sign_in early
check "not valid yet" answered 403 not-yet-valid
signer late "Şube İşçi$named" "-1 year" "-1 day"
sign_in late
check "not valid any more" answered 403 no-longer-valid
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -keyout "$dir/tls/evil.key" -out "$dir/tls/evil.crt" -days 9 \
    -subj "/CN=Cilingir throw-away CA" 2>/dev/null
CA=evil signer forged "Şube İşçi$named"
sign_in forged
check "of an authority with the same name" answered 403 signer-foreign
cp "$dir/tls/evil.crt" "$dir/tls/evil.pem"
sign_in evil
check "of its own authority" answered 403 signer-foreign
USAGE='keyUsage = critical, keyEncipherment' signer box "Şube İşçi$named"
sign_in box
check "a key to encrypt with" answered 403 signer-usage
USAGE='' signer any "Şube İşçi$named"
sign_in any
check "a key that says no use" answered 403 signer-usage
MORE='extendedKeyUsage = serverAuth' signer host "Şube İşçi$named"
sign_in host
check "a key of a server" answered 403 signer-usage

# Revocations of the authority.
authority ca -gencrl -crlhours 1 -out "$dir/signers.crl"
portal_stop
portal_config signature.crl=signers.crl
portal_start
sign_in ec
check "with a list of revocations that does not name it" answered 200
authority ca -revoke "$dir/tls/ec.pem" -crl_reason keyCompromise
authority ca -revoke "$dir/tls/rsa.pem" -crl_hold holdInstructionNone
authority ca -gencrl -crlhours 1 -out "$dir/signers.crl"
sign_in ec
check "a new list counts at once: revoked" answered 403 signer-revoked
sign_in rsa
check "held" answered 403 signer-suspended
sign_in login
check "others go on" answered 200
authority ca -gencrl -crlsec 1 -out "$dir/signers.crl"
overdue() { [ "$(date +%s)" -gt $(($(date -d "$(openssl crl -noout \
    -nextupdate -in "$dir/signers.crl" | cut -d= -f2)" +%s) + 1)) ]; }
await overdue
sign_in login
check "an overdue list lets nobody in" answered 503 portal-busy
check "and the log says why" grep -q 'signature.crl' "$dir/log"
rm "$dir/signers.crl"
sign_in login
check "nor does one that is gone" answered 503 portal-busy
portal_stop
check "without it the portal does not start" is "$(portal_run serve \
    >/dev/null 2>&1; echo $?)" 3

# Time, and how often.
portal_config lifetimes.challenge=1
portal_start
session
sign_challenge
challenge_is_old() { [ "$(sql "SELECT count(*) FROM challenge
    WHERE expires > unixepoch()")" = 0 ]; }
await challenge_is_old
answer ec < <(statement "$signed")
check "a challenge that is old" answered 410 challenge-over
portal_stop
portal_config limits.logins_per_minute=2
portal_start
session
for _ in 1 2 3; do sign_challenge; done
check "few challenges a minute" answered 429 portal-busy
portal_stop
portal_config signature.ca='""'
portal_start
session
sign_challenge
check "a portal without authorities gives no challenge" answered 403 signed-off
answer ec < <(statement "$first")
check "and takes no signature" answered 403 signed-off
portal_stop
check "a name that is none is refused: 3" is "$(
    portal_config signature.audience='"a b"'
    portal_run audit verify >/dev/null 2>&1; echo $?)" 3
check "authorities without a name are refused: 3" is "$(
    portal_config signature.audience='""'
    portal_run audit verify >/dev/null 2>&1; echo $?)" 3
portal_config
portal_start
check "no identity number is in the audit" is "$(sql "SELECT count(*) FROM audit
    WHERE detail LIKE '%$id_known%'")" 0

# An authority between the one that is trusted and the holder's certificate.
lists() { cat "$@" >"$dir/chain.crl"; }
for name in root middle; do
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
	    -keyout "$dir/tls/$name.key" -out "$dir/tls/$name.csr" \
	    -subj "/CN=Cilingir throw-away $name" 2>/dev/null
done
printf '%s\n' "basicConstraints = critical, CA:TRUE" \
    "keyUsage = critical, keyCertSign, cRLSign" >"$dir/tls/ca.ext"
openssl x509 -req -in "$dir/tls/root.csr" -signkey "$dir/tls/root.key" -days 9 \
    -extfile "$dir/tls/ca.ext" -out "$dir/tls/root.crt" 2>/dev/null
openssl x509 -req -in "$dir/tls/middle.csr" -CA "$dir/tls/root.crt" \
    -CAkey "$dir/tls/root.key" -CAcreateserial -days 9 \
    -extfile "$dir/tls/ca.ext" -out "$dir/tls/middle.crt" 2>/dev/null
cat "$dir/tls/middle.crt" "$dir/tls/root.crt" >"$dir/tls/chain.crt"
CA=middle signer below "Şube İşçi$named"
CA=root signer beside "Şube İşçi$named"
for name in root middle; do
	authority $name -gencrl -crlhours 1 -out "$dir/$name.crl"
done
lists "$dir/root.crl" "$dir/middle.crl"
portal_stop
portal_config signature.ca=tls/chain.crt signature.crl=chain.crl
portal_start
sign_in below
check "below another authority, with the lists of both" answered 200
lists "$dir/root.crl"
sign_in below
check "without the list of its own: nobody" answered 503 portal-busy
lists "$dir/middle.crl"
sign_in below
check "without the list of the one above: nobody" answered 503 portal-busy
authority root -revoke "$dir/tls/middle.crt" -crl_reason cACompromise
authority root -gencrl -crlhours 1 -out "$dir/root.crl"
lists "$dir/root.crl" "$dir/middle.crl"
sign_in below
check "the authority between is revoked" answered 403 issuer-revoked
check "and the log says so" grep -q 'signature.authority' "$dir/log"
sign_in beside
check "what the one above has issued itself still counts" answered 200
session
sign_challenge
new_key
call operatorSignature POST /v1/operator/signature -d \
    "{\"certificate\":\"$(openssl x509 -in "$dir/tls/below.pem" -outform DER |
    hex)\",\"signature\":\"$(statement "$signed" | openssl dgst -sha256 -sign \
    "$dir/tls/below.key" | hex)\"}"
check "nor does an operator of it get in" answered 403 issuer-revoked
authority root -gencrl -crlsec 1 -out "$dir/signers.crl"
lists "$dir/signers.crl" "$dir/middle.crl"
await overdue
sign_in beside
check "an overdue list above lets nobody in" answered 503 portal-busy
portal_stop
portal_config signature.ca=tls/middle.crt signature.crl=middle.crl
portal_start
sign_in below
check "one that is trusted as it is needs no list above it" answered 200
sign_in beside
check "and what is above it is not trusted" answered 403 signer-foreign
portal_stop
portal_config
portal_start
