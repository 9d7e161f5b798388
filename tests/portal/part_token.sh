# The master key in a PKCS#11 token: softhsm2 plays it.
export SOFTHSM2_CONF=$dir/softhsm.conf
token_module=$(ls /usr/lib/softhsm/libsofthsm2.so \
    /usr/lib/*/softhsm/libsofthsm2.so 2>/dev/null | head -1)
token_pin=246813
mkdir "$dir/tokens"
echo "directories.tokendir = $dir/tokens" >"$SOFTHSM2_CONF"
echo "$token_pin" >"$dir/token.pin"
chmod 600 "$dir/token.pin"

token_config() {	# FILE TOKEN [MODULE] [PIN-FILE]
	sed -e "s|^keys:.*|keys: {data: $2.data.key, pkcs11: {module: \
${3:-$token_module}, token: $2, pin_file: ${4:-token.pin}}}|" \
	    -e "s|^database:.*|database: $2.token.db|" "$dir/portal.yaml" \
	    >"$dir/$1.yaml"
}
token_run() {	# FILE COMMAND... -> status, said
	local config=$dir/$1.yaml
	shift
	said=$("$portal" --config "$config" "$@" </dev/null 2>&1)
	status=$?
}
says() { [ "$status" = "$1" ] && grep -qF -- "$2" <<<"$said"; }
make_token() {	# LABEL
	softhsm2-util --init-token --free --label "$1" --so-pin 13572468 \
	    --pin "$token_pin"
}
token_enrol() {	# FILE
	echo "$word" | "$portal" --config "$dir/$1.yaml" enrol holder \
	    --identity $id_known --name "Şube İşçi" --phone "0541 234 56 78"
	token_run "$1" enrol card --identity $id_known --serial $serial \
	    --type akis
}
tool() {	# LABEL ARGUMENTS...
	local label=$1
	shift
	pkcs11-tool --module "$token_module" --token-label "$label" --login \
	    --pin "$token_pin" "$@"
}

check "there is a token" make_token portal
token_config token portal
token_run token init-keys
check "init-keys makes the master key in the token" \
    says 0 "cilingir master key made in token portal"
check "... the data key beside it, and no master key file" \
    is "$(stat -c %a "$dir/portal.data.key"; ls "$dir"/portal.master* \
    2>/dev/null)" 600
# This tool has no word for a secret key that signs.
check "the key does not leave the token, and nothing but its CMAC does" \
    is "$(tool portal --list-objects --type secrkey 2>/dev/null |
    sed -n 's/^ *\(Usage\|Access\): *//p' | tr -d ' \n')" \
    "nonesensitive,alwayssensitive,neverextractable,local"
token_enrol token >/dev/null 2>&1
token_run token enrol key --serial $serial --out "$dir/own-card.key"
check "a card's key comes of it, and is its own" \
    is "$said $(grep -cE '^[0-9a-f]{32}$' "$dir/own-card.key") \
$(cmp -s "$dir/own-card.key" "$dir/card.key"; echo $?)" "key stored 1 1"
rm "$dir/portal.data.key"
token_run token init-keys
check "a key in the token is never replaced: 1" \
    says 1 "is there already; keys are never replaced"
check "... and then there is no data key either" \
    is "$(ls "$dir"/portal.data.key 2>/dev/null)" ""

# The same master key in a file and in a token: the same card key.
check "a second token gets the master key of the file" make_token copy
tool copy --write-object <(xxd -r -p <"$dir/master.key") --type secrkey \
    --key-type AES:32 --label "cilingir master key" --usage-sign \
    --sensitive >"$dir/tool.out" 2>&1
token_config copy copy
cp -p "$dir/data.key" "$dir/copy.data.key"
token_enrol copy >/dev/null 2>&1
token_run copy enrol key --serial $serial --out "$dir/token-card.key"
check "a card's key from the token is the one from the file" \
    cmp "$dir/card.key" "$dir/token-card.key"
check "it is stored for the unlock" says 0 "key stored"

# What can be wrong.
enrol_again() {	# FILE
	cp -p "$dir/data.key" "$dir/copy.data.key"
	token_run "$1" enrol key --serial $serial --out "$dir/never.key"
}
echo 111111 >"$dir/wrong.pin"
chmod 600 "$dir/wrong.pin"
token_config wrong copy "" wrong.pin
enrol_again wrong
check "a wrong PIN is refused, and said to have cost a try: 1" \
    says 1 "token copy: its PIN is not the one in the file; a try is spent"
check "the PIN is never said" no grep -qE "111111|$token_pin" <<<"$said"
chmod 644 "$dir/wrong.pin"
enrol_again wrong
check "a PIN file that others may read is refused: 1" \
    says 1 "wrong.pin: others may read it"
printf '1\n2\n' >"$dir/wrong.pin"
chmod 600 "$dir/wrong.pin"
enrol_again wrong
check "a PIN file of two lines is none: 3" \
    says 3 "is not one line with a PIN"
token_config wrong copy "" none.pin
enrol_again wrong
check "a PIN file that is not there is named: 3" \
    says 3 "none.pin: cannot be read"
token_config wrong copy "$dir/none.so"
enrol_again wrong
check "a module that is not there is named: 3" \
    says 3 "none.so: cannot be loaded"
token_config wrong copy "$(ldconfig -p | sed -n 's/.*=> \(.*libz\.so\.1\)$/\1/p' |
    head -1)"
enrol_again wrong
check "a library that is no module is named: 3" \
    says 3 "is no PKCS#11 module"
sed -i 's|pin_file: token.pin|key: another, &|' "$dir/copy.yaml"
enrol_again copy
check "a key that is not in the token is named: 1" \
    says 1 "no key is called another; init-keys makes it"
mv "$dir/tokens" "$dir/tokens.away"
mkdir "$dir/tokens"
enrol_again copy
check "a token that was taken away is named: 3" \
    says 3 "no token has the label copy"
rmdir "$dir/tokens"
enrol_again copy
check "a module that does not start any more is named: 3" \
    says 3 "libsofthsm2.so: does not start"
mv "$dir/tokens.away" "$dir/tokens"
check "none of these has written a card key" \
    is "$(ls "$dir/never.key" 2>/dev/null)" ""
unset SOFTHSM2_CONF
