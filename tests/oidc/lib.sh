# A real OpenID provider, and a person with a phone who uses its device page.
# Sourced.  Needs: build (where node's modules go), dir (tls/ is in it).
# shellcheck shell=bash

oidc_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$oidc_here/../node.sh"

oidc_install() { node_install "$oidc_here" "$1"; }

# oidc_start MODULES DIR PORT: sets oidc_pid and oidc_url.
oidc_start() {
	local line
	# Others may be reading it.
	cmp -s "$oidc_here/issuer.mjs" "$1/issuer.mjs" ||
	    cp "$oidc_here/issuer.mjs" "$1/"
	exec {oidc_out}< <(exec node "$1/issuer.mjs" "$2" "$3" \
	    2>"$2/issuer.err")
	oidc_pid=$!
	oidc_url=https://localhost:$3
	while read -r -t 60 line <&"$oidc_out"; do
		[ "$line" != listening ] || return 0
	done
	cat "$2/issuer.err" >&2
	return 1
}

oidc_stop() {
	[ -n "${oidc_pid-}" ] || return 0
	kill "$oidc_pid" 2>/dev/null
	exec {oidc_out}<&-
	oidc_pid=
}

# ---- The person, with curl for a browser ----

_oidc_browse() {	# CURL-OPTION…: sets page and at (where it ended)
	local out
	out=$(curl -sS --max-time 30 --cacert "$oidc_dir/tls/ca.crt" -L \
	    -b "$oidc_dir/cookies" -c "$oidc_dir/cookies" \
	    -w '\n%{url_effective}' "$@") || return 1
	at=${out##*$'\n'}
	page=${out%$'\n'*}
}

_oidc_form() { sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" <<<"$page" |
    head -1; }

# The page of a link that was in a QR code, up to its question.
_oidc_open() {
	oidc_dir=$2
	rm -f "$oidc_dir/cookies"
	_oidc_browse "$1" || return 1
	local xsrf code
	xsrf=$(_oidc_form xsrf)
	code=$(_oidc_form user_code)
	[ -n "$xsrf" ] && [ -n "$code" ] || return 1
	_oidc_fields=(--data-urlencode "xsrf=$xsrf"
	    --data-urlencode "user_code=$code")
	_oidc_page=${1%%\?*}
}

# oidc_approve LINK DIR ACCOUNT
oidc_approve() {
	_oidc_open "$1" "$2" || return 1
	_oidc_browse "${_oidc_fields[@]}" "$_oidc_page" || return 1
	_oidc_browse "${_oidc_fields[@]}" -d confirm=yes "$_oidc_page" ||
	    return 1
	_oidc_browse -d prompt=login --data-urlencode "login=$3" \
	    -d password=any "$at" || return 1
	_oidc_browse -d prompt=consent "$at" || return 1
	grep -qi success <<<"$page"
}

# oidc_deny LINK DIR
oidc_deny() {
	_oidc_open "$1" "$2" || return 1
	_oidc_browse "${_oidc_fields[@]}" -d abort=yes "$_oidc_page" || return 1
	grep -qi interrupted <<<"$page"
}
