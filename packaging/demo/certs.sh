#!/bin/bash
# Throw-away certificates for demo and tests, made by openssl.
# usage: certs.sh DIR
#   DIR/ca.crt ca.key             a CA
#   DIR/id-ca.crt id-ca.key       another one, of identity cards
#   DIR/server.crt server.key     for localhost, 127.0.0.1 and ::1
#   DIR/terminal.crt terminal.key a terminal called "kiosk-1", of the same CA
# Prints the pin of the server's key as curl takes it: sha256//...
set -eu
dir=${1:?usage: certs.sh DIR}
umask 077
mkdir -p "$dir"
cd "$dir"

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }

authority() {	# NAME SUBJECT
	new_key "$1.key"
	openssl req -x509 -new -key "$1.key" -days 30 -sha256 -out "$1.crt" \
	    -subj "$2" \
	    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" \
	    -addext "keyUsage=critical,keyCertSign,cRLSign"
}

authority ca "/CN=Cilingir throw-away CA"
authority id-ca "/CN=Cilingir throw-away identity CA"

sign() {	# NAME SUBJECT PURPOSE [SAN]
	new_key "$1.key"
	{
		echo "basicConstraints=critical,CA:FALSE"
		echo "keyUsage=critical,digitalSignature"
		echo "extendedKeyUsage=$3"
		[ -z "${4-}" ] || echo "subjectAltName=$4"
	} >"$1.ext"
	openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"
	openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key \
	    -CAcreateserial -days 30 -sha256 -extfile "$1.ext" \
	    -out "$1.crt" 2>/dev/null
	rm -f "$1.csr" "$1.ext"
}

sign server /CN=localhost serverAuth "DNS:localhost,IP:127.0.0.1,IP:::1"
sign terminal /CN=kiosk-1 clientAuth

openssl x509 -in server.crt -pubkey -noout |
    openssl pkey -pubin -outform DER |
    openssl dgst -sha256 -binary | openssl base64 |
    sed 's,^,sha256//,'
