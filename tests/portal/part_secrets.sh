# What must not be on disk or in the log.
authenticated
open_unlock $serial
cryptogram
gone=$captcha_answer
files=("$dir"/portal.db*)
key_text=$(cat "$dir/card.key")
key_bytes=$(sed 's/../\\x&/g' <<<"$key_text")
holds() { LC_ALL=C grep -qaF -- "$1" "${files[@]}"; }
holds_bytes() { LC_ALL=C grep -qaP -- "$1" "${files[@]}"; }
check "the write-ahead log is looked at too" test -e "$dir/portal.db-wal"
check "a text that must be there is found" holds kiosk-1
for what in "the word:$word" "another word:$word_other" "the code:$sms_code" \
    "the token:$token" "the identity number:$id_known" "the name:Şube" \
    "the phone:5412345678" "the unlock's id:$unlock" "the mail:a@example" \
    "her mail:$email" "her home:Sokak" \
    "the card key in hex:$key_text" "a PIN:$letter_pin" \
    "a PUK:$letter_puk" "a cryptogram:$(field cryptogram)"; do
	check "not in the database: ${what%%:*}" no holds "${what#*:}"
done
check "not in the database: the card key" no holds_bytes "$key_bytes"
check "not in the database: an answered captcha" \
    is "$(sql "SELECT count(*) FROM captcha WHERE answer = '$gone'")" 0
for what in "$word" "$word_other" "$sms_code" "$token" "$id_known" Şube \
    5412345678 "$unlock" "$email" Sokak "$key_text" "$gone"; do
	check "not in the log: ${what:0:3}..." no grep -qF -- "$what" \
	    "$dir/log"
done
check "the log has no trouble that nobody asked for" is "$(grep -c \
    'store.failed\|request.failed\|ERROR: \|runtime error' "$dir/log")" 0
check "no core, no ptrace: it is not dumpable" is \
    "$(stat -c %u "/proc/$portal_pid/mem")" 0
