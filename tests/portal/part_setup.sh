# The operator's commands, before anything serves.
portal_config
check "a database without keys is refused: 3" \
    is "$(portal_run audit verify 2>/dev/null; echo $?)" 3
enrol_all >"$dir/enrol.out" 2>&1
check "keys, holders, cards and card keys are made" \
    is "$(grep -c 'made\|enrolled\|stored' "$dir/enrol.out")" 8
check "init-keys never replaces a key: 1" \
    is "$(portal_run init-keys 2>/dev/null; echo $?)" 1
check "a card key is 32 digits, mode 0600" \
    is "$(stat -c %a "$dir/card.key") $(grep -cE '^[0-9a-f]{32}$' \
    "$dir/card.key")" "600 1"
check "two cards have different keys" \
    no cmp "$dir/card.key" "$dir/other.key"
# SP 800-108 by hand: CMAC(master, 1 | label | 00 | serial | 128).
kdf_input=00000001$(printf 'cilingir card key' | od -An -tx1 | tr -d ' \n'
    )00${serial}00000080
check "it is the key that keys.h describes, made by openssl" \
    is "$(sed 's/../\\x&/g' <<<"$kdf_input" | xargs -0 printf '%b' |
    head -c 34 | openssl mac -cipher AES-256-CBC \
    -macopt "hexkey:$(cat "$dir/master.key")" CMAC |
    tr A-F a-f)" "$(cat "$dir/card.key")"
check "a key made elsewhere is taken in" portal_run enrol key \
    --serial $serial_other --from "$dir/other.key"
chmod 644 "$dir/other.key"
check "a key file that others may read is refused: 1" \
    is "$(portal_run enrol key --serial $serial_other \
    --from "$dir/other.key" 2>/dev/null; echo $?)" 1
check "a wrong identity number is refused: 1" \
    is "$(echo Kelime1 | portal_run enrol holder --identity 10000000147 \
    --name X --phone 05412345678 2>/dev/null; echo $?)" 1
check "a word that is too short is refused: 1" \
    is "$(echo Kelime1 | portal_run enrol holder --identity $id_known \
    --name X --phone 05412345678 2>/dev/null; echo $?)" 1
check "a mail address that is none is refused: 1" \
    is "$(echo "$word" | portal_run enrol holder --identity $id_known \
    --name X --phone 05412345678 --email 'a@b.c
Bcc: d@e.example' 2>/dev/null; echo $?)" 1
check "a card of somebody else is not handed over: 1" \
    is "$(portal_run enrol card --identity $id_other --serial $serial \
    --type akis 2>/dev/null; echo $?)" 1
check "a card of nobody is refused: 1" \
    is "$(portal_run enrol card --identity $id_unknown --serial aa \
    --type akis 2>/dev/null; echo $?)" 1
check "an unknown option is wrong usage: 2" \
    is "$(portal_run enrol card --colour red 2>/dev/null; echo $?)" 2
check "an unknown command is wrong usage: 2" \
    is "$(portal_run dance 2>/dev/null; echo $?)" 2
check "the database is private" is "$(stat -c %a "$dir/portal.db")" 600
cp "$dir/portal.yaml" "$dir/bad.yaml"
echo "colour: red" >>"$dir/bad.yaml"
check "a configuration error says file, line and column" \
    grep -qE "bad.yaml:[0-9]+:[0-9]+: unknown key colour" <("$portal" \
    --config "$dir/bad.yaml" audit verify 2>&1)
portal_start || exit 3
