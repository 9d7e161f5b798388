# TLS.
try() { curl -sS --max-time 10 -o /dev/null "$@" "$url/v1/health"; }
check "TLS 1.3" try --cacert "$dir/tls/ca.crt" --tlsv1.3
check "TLS 1.2" try --cacert "$dir/tls/ca.crt" --tlsv1.2 --tls-max 1.2
check "TLS 1.1 is refused" no try --cacert "$dir/tls/ca.crt" \
    --tlsv1.1 --tls-max 1.1 --ciphers DEFAULT@SECLEVEL=0
check "TLS 1.2 without forward secrecy is refused" no try --cacert \
    "$dir/tls/ca.crt" --tls-max 1.2 --ciphers AES256-GCM-SHA384
check "TLS 1.2 with CBC is refused" no try --cacert "$dir/tls/ca.crt" \
    --tls-max 1.2 --ciphers ECDHE-ECDSA-AES256-SHA384
check "plain HTTP is not spoken" no curl -sS --max-time 5 \
    "${url/https/http}/v1/health"
portal_stop
chmod 644 "$dir/tls/server.key"
check "a TLS key that everybody may read is refused: 3" is \
    "$(portal_run serve 2>/dev/null; echo $?)" 3
chmod 600 "$dir/tls/server.key"

# Terminals with certificates.
client_ca=yes
portal_config
client_ca=
portal_start
own=(--cert "$dir/tls/terminal.crt" --key "$dir/tls/terminal.key")
token= key=mtls-1
call sessionOpen POST /v1/session -d "$(session_body)"
check "a terminal without a certificate is refused" answered 403 refused
call sessionOpen POST /v1/session -d "$(session_body)" "${own[@]}"
check "with its own it is served" answered 200
token=$(field token)
key=mtls-2
call sessionOpen POST /v1/session "${own[@]}" \
    -d "$(session_body kiosk-2)"
check "under another name it is refused" answered 403 refused
key=
call sessionKeep POST /v1/session/keep "${own[@]}"
check "its token is good with its certificate" answered 200
check "another certificate authority is refused" no curl -sS --max-time 5 \
    -f --cacert "$dir/tls/ca.crt" --cert "$dir/tls2/terminal.crt" \
    --key "$dir/tls2/terminal.key" "$url/v1/health" \
    <<<"$(packaging/demo/certs.sh "$dir/tls2")"
check "a server's certificate is no terminal's" no curl -sS --max-time 5 \
    -f --cacert "$dir/tls/ca.crt" --cert "$dir/tls/server.crt" \
    --key "$dir/tls/server.key" "$url/v1/health"
portal_stop
portal_config
portal_start
