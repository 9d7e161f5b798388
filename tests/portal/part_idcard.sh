# Login by an identity card at the door of e-Devlet: an authority of its own, a
# key that logs in and binds nobody, a certificate that names its person.
id_ca() {	# NAME
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
	    -nodes -keyout "$dir/tls/$1.key" -out "$dir/tls/$1.crt" -days 9 \
	    -subj "/CN=Cilingir throw-away identity CA" \
	    -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
}
id_card() {	# NAME NUMBER [FROM TO]
	CA=${CA-idca} USAGE="keyUsage = critical, ${USAGE-digitalSignature}" \
	    signer "$1" "Deneme Kart${2:+/serialNumber=$2}" "${@:3}"
}
id_ca idca
id_card id $id_known

card_kind=identity
sign_in id
check "without such a door no identity card logs in" answered 403 edevlet-off
portal_stop
issuer="$issuer_direct
  card_ca: tls/idca.crt
  card_crl: id.crl"
check "without its list of revocations the portal does not start: 3" is "$(
    portal_config; portal_run serve >/dev/null 2>&1; echo $?)" 3
authority idca -gencrl -crlhours 1 -out "$dir/id.crl"
portal_config
portal_start
session
key=
call edevlet GET /v1/edevlet
check "with one it says so" is "$(field card)" 1
sign_in id
check "the card's person is in" is "$status $(field name)" "200 Ş*** İ***"
check "the audit tells it from a card for signatures" is "$(sql "SELECT
    count(*) FROM audit WHERE step = 'loginSignature' AND outcome = 'ok'
    AND detail LIKE 'certificate=% card=identity' AND length(who) = 32")" 1
verification
check "and goes on as the others do" answered 200
id_card id-nobody $id_unknown
sign_in id-nobody
check "somebody who is not enrolled is told" answered 403 edevlet-stranger
id_card id-unnamed ""
sign_in id-unnamed
check "as is one without a number" answered 403 edevlet-stranger
USAGE="digitalSignature, nonRepudiation" id_card id-binds $id_known
sign_in id-binds
check "a key that binds by law is not an identity card's" \
    answered 403 not-id-card
CA=ca id_card id-other $id_known
sign_in id-other
check "nor is a card of the authority of signatures" \
    answered 403 id-card-foreign
id_card id-late $id_known "-1 year" "-1 day"
sign_in id-late
check "nor one that is over" answered 403 no-longer-valid
card_kind=passport sign_in id
check "there is no other such card" answered 400 argument
card_kind= sign_in id
check "and an identity card signs nothing for the other door" \
    answered 403 signer-foreign
authority idca -revoke "$dir/tls/id.pem" -crl_reason keyCompromise
authority idca -gencrl -crlhours 1 -out "$dir/id.crl"
sign_in id
check "one that is revoked" answered 403 id-card-revoked
card_kind=
portal_stop
issuer=
portal_config
portal_start
