#!/bin/bash
# A throw-away certificate for signing, of the CA that certs.sh has made.
# usage: certificate.sh DIR NAME SUBJECT FROM TO
#   DIR      where ca.crt and ca.key are
#   SUBJECT  common name; more of a subject as openssl takes it may follow:
#            "Deneme/serialNumber=10000000146"
#   FROM TO  as date(1) takes them: "-1 year", "+2 years"
#   USAGE    (environment) the line of keyUsage, if not nonRepudiation alone
#   MORE     a line for another extension
#   KEY      rsa: RSA-2048 in the place of P-256
#   CA       another authority in DIR than "ca"
# Leaves DIR/NAME.pem and DIR/NAME.key.
set -eu
dir=${1:?usage: certificate.sh DIR NAME SUBJECT FROM TO}
name=$2 subject=$3 from=$4 to=$5
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

moment() { date -u -d "$1" +%Y%m%d%H%M%SZ; }

cat >"$work/ca.conf" <<EOF
[ca]
default_ca = here
[here]
database = $work/index
new_certs_dir = $work
rand_serial = yes
certificate = $dir/${CA:-ca}.crt
private_key = $dir/${CA:-ca}.key
default_md = sha256
policy = names
x509_extensions = signing
[names]
commonName = supplied
serialNumber = optional
[signing]
basicConstraints = critical, CA:FALSE
${USAGE-keyUsage = critical, nonRepudiation}
${MORE-}
EOF
: >"$work/index"
if [ "${KEY-}" = rsa ]; then
	openssl genrsa -out "$dir/$name.key" 2048
else
	openssl ecparam -name prime256v1 -genkey -noout -out "$dir/$name.key"
fi
openssl req -new -utf8 -key "$dir/$name.key" -subj "/CN=$subject" \
    -out "$work/csr"
openssl ca -batch -utf8 -notext -config "$work/ca.conf" -in "$work/csr" \
    -startdate "$(moment "$from")" -enddate "$(moment "$to")" \
    -out "$dir/$name.pem" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
