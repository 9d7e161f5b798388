# Certificates: enrolled by the operator, changed by holder and authority.
certificate_file() {	# NAME FROM TO
	packaging/demo/certificate.sh "$dir/tls" "$1" "Şube İşçi" "$2" "$3"
}
enrol_certificate() {	# IDENTITY CARD NAME [OPTION...]
	local identity=$1 card=$2 name=$3
	shift 3
	portal_run enrol certificate --identity "$identity" --card "$card" \
	    --file "$dir/tls/$name.pem" "$@"
}
certificate_file old "-1 year" "+1 year"
certificate_file new "-1 day" "+3 years"
certificate_file past "-3 years" "-1 day"
certificate_file others "-1 day" "+1 year"
old=$(enrol_certificate $id_known $serial old --state active)
new=$(enrol_certificate $id_known $serial new)
past=$(enrol_certificate $id_known $serial past --state active)
others=$(enrol_certificate $id_other $serial_other others --state active)
check "the id is the beginning of the fingerprint" is "$old" "$(openssl x509 \
    -in "$dir/tls/old.pem" -outform DER | sha256sum | cut -c1-40)"
refused() { "$@" >/dev/null 2>&1; [ $? = 1 ]; }
check "a certificate is enrolled once" refused enrol_certificate $id_known \
    $serial old
check "not on somebody else's card" refused enrol_certificate $id_known \
    $serial_other others
check "not on a card of nobody" refused enrol_certificate $id_known ffff others
check "not for a person of nobody" refused enrol_certificate $id_unknown \
    $serial others
cp "$dir/tls/ca.key" "$dir/tls/key.pem"
check "not from a file without a certificate" refused enrol_certificate \
    $id_known $serial key
check "not from a file that is not there" refused enrol_certificate \
    $id_known $serial nowhere
check "a state that is none is wrong usage: 2" is "$(enrol_certificate \
    $id_known $serial new --state tired >/dev/null 2>&1; echo $?)" 2

certificates() { key=; call certificateList GET /v1/certificates; }
detail() { key=; call certificateDetail GET "/v1/certificates/$1"; }
change() {	# OPERATION ID
	local path=${1,,}
	new_key
	call "certificate$1" POST "/v1/certificates/$2/$path"
}
revoke() {	# ID [REASON]
	new_key
	call certificateRevoke POST "/v1/certificates/$1/revoke" \
	    -d "{\"reason\":\"${2:-superseded}\"}"
}
state() { detail "$1"; field state; }
# The value of a member in the row of an id.
in_row() {	# ID MEMBER
	tr '{' '\n' <<<"$body" | grep "$1" |
	    sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p"
}

session
key=
certificates
check "a session without a person sees none" answered 403 refused
authenticated
certificates
check "the holder's certificates are listed" answered 200
check "all three" is "$(grep -o '"id"' <<<"$body" | wc -l)" 3
check "and nobody else's" no grep -q "$others" <<<"$body"
check "the newest first" is "$(grep -o "$new\|$old\|$past" <<<"$body" |
    head -1)" "$new"
check "one waits" is "$(in_row "$new" state)" waiting
check "one is in use" is "$(in_row "$old" state)" active
check "one has expired" is "$(in_row "$past" state)" expired
check "the name is masked" is "$(in_row "$old" subject)" "Ş*** İ***"
detail "$old"
check "one in detail" answered 200
check "its serial number is the certificate's" is "$(field serial)" \
    "$(openssl x509 -in "$dir/tls/old.pem" -noout -serial |
    cut -d= -f2 | tr A-F a-f)"
end=$(openssl x509 -in "$dir/tls/old.pem" -noout -enddate | cut -d= -f2)
check "its end is exact to the second" is "$(field to)" \
    "$(date -u -d "$end" +%Y-%m-%dT%H:%M:%SZ)"
check "what its key is for" is "$(field usage)" signature
check "its fingerprint" is "$(field fingerprint)" "$(openssl x509 \
    -in "$dir/tls/old.pem" -outform DER | sha256sum | cut -d' ' -f1)"
detail "$new"
check "a new one opens when the old one ends" is "$(field opens)" \
    "$(date -u -d "$end" +%Y-%m-%dT%H:%M:%SZ)"
detail "$others"
check "somebody else's is not there" answered 404 not-found
detail 0000
check "nor is one that does not exist" answered 404 not-found

change Activate "$new"
check "before the old one has ended it is too early" \
    answered 403 certificate-early
change Activate "$old"
check "what is in use cannot be activated" answered 409 certificate-state
change Activate "$past"
check "nor what has expired" answered 403 certificate-expired
change Activate "$others"
check "nor somebody else's" answered 404 not-found
for op in Suspend Resume; do
	change $op "$past"
	check "$op: expired" answered 403 certificate-expired
	change $op "$new"
	check "$op: it waits" answered 409 certificate-state
	change $op "$others"
	check "$op: somebody else's" answered 404 not-found
done
change Suspend "$old"
check "the holder suspends one" answered 200
check "and is told so" is "$(field state)" suspended
call certificateSuspend POST "/v1/certificates/$old/suspend"
check "the same key again is the same answer" answered 200
detail "$old"
check "by its holder" is "$(field state) $(field suspended_by)" \
    "suspended holder"
change Resume "$old"
check "the holder resumes it" answered 200
check "the authority suspends it" is "$(portal_run certificate suspend \
    --id "$old")" suspended
change Resume "$old"
check "which only the authority undoes" answered 403 suspended-by-others
detail "$old"
check "and is named" is "$(field suspended_by)" authority
portal_run certificate resume --id "$old" >/dev/null
check "the authority resumes it" is "$(state "$old")" active

revoke "$old" "because"
check "a reason that RFC 5280 does not have" answered 400 argument
revoke "$past"
check "what has expired is not revoked" answered 403 certificate-expired
revoke "$others"
check "nor somebody else's" answered 404 not-found
revoke "$old" keyCompromise
check "the holder revokes one" answered 200
check "for good" is "$(field state)" revoked
detail "$old"
check "the reason is kept" is "$(field reason)" keyCompromise
check "and the time" grep -qE '^20[0-9-]+T[0-9:]+Z$' <<<"$(field revoked_at)"
revoke "$old"
check "a second time it is refused" answered 409 certificate-state
check "by the authority too: 1" refused portal_run certificate resume \
    --id "$old"
change Activate "$new"
check "now the new one can be activated" answered 200
check "the operator sees all of them" is "$(portal_run certificate list \
    --identity $id_known | cut -d' ' -f4 | tr '\n' ' ')" \
    "active revoked expired "
check "a reason is needed: 2" is "$(portal_run certificate revoke \
    --id "$new" >/dev/null 2>&1; echo $?)" 2
check "each change is in the audit" is "$(sql "SELECT count(DISTINCT step)
    FROM audit WHERE step LIKE 'certificate%' AND outcome = 'ok'")" 6
check "a name is not in the database" is "$(sql "SELECT count(*)
    FROM certificate WHERE CAST(subject_sealed AS TEXT) LIKE '%le %'")" 0

# An old SMS code does for suspending only.
portal_stop
portal_config lifetimes.confirmation=1
portal_start
authenticated
sms_is_old() { sql "SELECT 1 / (max(confirmed) + 1 < unixepoch())
    FROM session" | grep -q 1; }
await sms_is_old
change Suspend "$new"
check "an old SMS code does for suspending" answered 200
change Resume "$new"
check "not for resuming" answered 403 confirm-old
revoke "$new"
check "nor for revoking" answered 403 confirm-old
certificate_file third "-1 day" "+1 year"
portal_run certificate revoke --id "$new" --reason superseded >/dev/null
third=$(enrol_certificate $id_known $serial third)
change Activate "$third"
check "nor for activating" answered 403 confirm-old
portal_stop
portal_config
portal_start
