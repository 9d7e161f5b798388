# 300 connections that say nothing, of one address.
port=${url##*:}
silent=()
for _ in {1..300}; do
	exec {fd}<>"/dev/tcp/127.0.0.1/$port" 2>/dev/null && silent+=("$fd")
done
from=${EPOCHREALTIME/./}
curl -sS --max-time 5 --interface 127.0.0.2 --cacert "$dir/tls/ca.crt" \
    "$url/v1/health" >"$dir/other" 2>&1
ms=$(((${EPOCHREALTIME/./} - from) / 1000))
check "behind ${#silent[@]} silent connections another address is served" \
    grep -q call_centre "$dir/other"
echo "# in $ms ms (sanitized build)"
check "without waiting for their time-out" test $ms -lt 5000
for fd in "${silent[@]}"; do exec {fd}>&-; done
served() { curl -sS --max-time 5 --cacert "$dir/tls/ca.crt" \
    "$url/v1/health"; }
check "once they are gone their address is served too" await served
