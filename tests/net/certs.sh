# Throw-away certificates for run.sh, good ones and all kinds of bad ones.
# Sourced; needs $W, a folder.  `authority NAME`, then `leaf NAME CA ...`.

EC='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
GOOD_NAMES='subjectAltName=DNS:localhost,IP:127.0.0.1'
SERVER_USE='extendedKeyUsage=serverAuth'

ssl() {
	openssl "$@" >>"$W/openssl.log" 2>&1 && return
	echo "openssl $*: failed" >&2
	tail -5 "$W/openssl.log" >&2
	return 1
}

# authority NAME [ISSUER [MORE OPTIONS]]: NAME.pem, NAME.key
authority() {
	local name=$1 issuer=${2-}
	shift; [ $# -eq 0 ] || shift
	ssl req -x509 $EC -keyout "$W/$name.key" -out "$W/$name.pem" \
	    -subj "/CN=Test $name" -days 30 \
	    ${issuer:+-CA "$W/$issuer.pem" -CAkey "$W/$issuer.key"} \
	    -addext "keyUsage=critical,keyCertSign,cRLSign" "$@"
}

# leaf NAME ISSUER SUBJECT OPTION...: NAME.pem, NAME.key
leaf() {
	local name=$1 issuer=$2 subject=$3
	shift 3
	ssl req -x509 $EC -keyout "$W/$name.key" -out "$W/$name.pem" \
	    -subj "$subject" -days 30 -CA "$W/$issuer.pem" \
	    -CAkey "$W/$issuer.key" \
	    -addext basicConstraints=critical,CA:FALSE "$@"
}

# dated NAME ISSUER FROM TO EXTENSION...: valid between two dates
dated() {
	local name=$1 issuer=$2 from=$3 to=$4 dir=$W/ca-$1
	shift 4
	mkdir "$dir" && : >"$dir/index"
	ssl req -new $EC -keyout "$W/$name.key" -out "$dir/req" \
	    -subj "/CN=portal $name"
	printf '%s\n' '[ca]' 'default_ca=it' '[it]' "database=$dir/index" \
	    "new_certs_dir=$dir" 'default_md=sha256' 'policy=any' \
	    'rand_serial=yes' 'unique_subject=no' '[any]' \
	    'commonName=optional' '[ext]' "$@" >"$dir/conf"
	ssl ca -batch -notext -config "$dir/conf" -extensions ext \
	    -cert "$W/$issuer.pem" -keyfile "$W/$issuer.key" \
	    -startdate "$from" -enddate "$to" -in "$dir/req" \
	    -out "$W/$name.pem"
}

pin_of() {
	printf 'sha256//%s' "$(openssl x509 -in "$1" -noout -pubkey |
	    openssl pkey -pubin -outform der | openssl dgst -sha256 -binary |
	    openssl base64)"
}

make_certificates() {
	local names="$GOOD_NAMES"
	local rsa='-newkey rsa:1024 -nodes'

	authority root && authority other && authority middle root &&
	leaf good root /CN=portal -addext "$names" -addext "$SERVER_USE" &&
	leaf key2 root /CN=portal -addext "$names" -addext "$SERVER_USE" &&
	leaf below middle /CN=portal -addext "$names" &&
	cat "$W/below.pem" "$W/middle.pem" >"$W/chain.pem" &&
	leaf foreign other /CN=portal -addext "$names" &&
	leaf elsewhere root /CN=portal -addext subjectAltName=DNS:other.test &&
	leaf cn_only root /CN=localhost &&
	leaf star root /CN=portal -addext 'subjectAltName=DNS:*' &&
	leaf mail_only root /CN=localhost \
	    -addext subjectAltName=email:localhost@other.test &&
	leaf client_use root /CN=portal -addext "$names" \
	    -addext extendedKeyUsage=clientAuth &&
	leaf signs_only root /CN=portal -addext "$names" \
	    -addext extendedKeyUsage=codeSigning &&
	leaf critical root /CN=portal -addext "$names" \
	    -addext 1.2.3.4.5=critical,DER:0500 &&
	leaf sha1 root /CN=portal -sha1 -addext "$names" &&
	EC=$rsa leaf rsa1024 root /CN=portal -addext "$names" &&
	EC='-newkey ec -pkeyopt ec_paramgen_curve:secp192k1 -nodes' \
	    leaf ec192 root /CN=portal -addext "$names" &&
	ssl req -x509 $EC -keyout "$W/self.key" -out "$W/self.pem" \
	    -subj /CN=localhost -days 30 -addext "$names" &&
	leaf by_leaf good /CN=portal -addext "$names" &&
	cat "$W/good.pem" >>"$W/by_leaf.pem" &&
	dated expired root 20200101000000Z 20200201000000Z "$names" &&
	dated early root 20990101000000Z 20991231000000Z "$names" &&
	dated old_middle root 20200101000000Z 20200201000000Z \
	    basicConstraints=critical,CA:TRUE keyUsage=keyCertSign &&
	leaf below_old old_middle /CN=portal -addext "$names" &&
	cat "$W/old_middle.pem" >>"$W/below_old.pem" &&
	authority narrow root -addext \
	    'nameConstraints=critical,permitted;DNS:other.test' &&
	leaf outside narrow /CN=portal -addext subjectAltName=DNS:localhost &&
	cat "$W/narrow.pem" >>"$W/outside.pem" &&
	forge && leaf terminal root /CN=t-1 \
	    -addext extendedKeyUsage=clientAuth &&
	ssl pkey -in "$W/terminal.key" -aes128 -passout pass:x \
	    -out "$W/locked.key"
}

# The last byte of the signature is another one.
forge() {
	local size last
	ssl x509 -in "$W/good.pem" -outform der -out "$W/forged.der" &&
	size=$(stat -c %s "$W/forged.der") &&
	last=$(tail -c 1 "$W/forged.der" | od -An -tu1) &&
	printf "\\x$(printf %x $(((last + 1) % 256)))" |
	    dd of="$W/forged.der" bs=1 seek=$((size - 1)) conv=notrunc \
	    status=none &&
	ssl x509 -inform der -in "$W/forged.der" -out "$W/forged.pem" &&
	cp "$W/good.key" "$W/forged.key"
}
