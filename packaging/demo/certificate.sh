#!/bin/bash
# A throw-away certificate for signing, of the CA that certs.sh has made.
# usage: certificate.sh DIR NAME SUBJECT FROM TO
#   DIR      where ca.crt and ca.key are
#   FROM TO  as date(1) takes them: "-1 year", "+2 years"
# Leaves DIR/NAME.pem.
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
certificate = $dir/ca.crt
private_key = $dir/ca.key
default_md = sha256
policy = names
x509_extensions = signing
[names]
commonName = supplied
[signing]
basicConstraints = critical, CA:FALSE
keyUsage = critical, nonRepudiation
EOF
: >"$work/index"
openssl ecparam -name prime256v1 -genkey -noout -out "$work/key"
openssl req -new -utf8 -key "$work/key" -subj "/CN=$subject" \
    -out "$work/csr"
openssl ca -batch -utf8 -notext -config "$work/ca.conf" -in "$work/csr" \
    -startdate "$(moment "$from")" -enddate "$(moment "$to")" \
    -out "$dir/$name.pem" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
