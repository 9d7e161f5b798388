# Unlocks and cryptograms.
authenticated
open_unlock $serial
check "an unlock opens" answered 200
check "by challenge and response" is "$(field method)" challenge-response
check "it lives 120 s" left_of "$(field expires_in)" 120
check "its id has 128 bits" is ${#unlock} 32
open_unlock ffff
check "a card that nobody has" answered 404 card-not-known
open_unlock $serial_other
check "a card of somebody else" answered 403 card-not-yours
open_unlock xyz
check "a serial that is none" answered 400 argument
portal_run enrol card --identity $id_known --serial abcd --type akis >/dev/null
open_unlock abcd
check "a card whose key is not known" answered 404 card-not-known

open_unlock "${serial^^}"
cryptogram $serial_other
check "another card's serial is refused" answered 403 card-not-yours
cryptogram $serial 0011
check "a challenge has 16 bytes" answered 400 argument
first_token=$token
authenticated
cryptogram $serial
check "another session has no such unlock" answered 404 not-found
token=$first_token
cryptogram $serial
check "the cryptogram comes" answered 200
check "and is the CMAC that openssl makes" is "$(field cryptogram)" \
    "$(sed 's/../\\x&/g' <<<"$challenge" | xargs -0 printf '%b' |
    head -c 16 | openssl mac -cipher AES-128-CBC \
    -macopt "hexkey:$(cat "$dir/card.key")" CMAC | tr A-F a-f)"
check "issued, unconfirmed is seen in the database" is \
    "$(sql "SELECT count(*) FROM unlock WHERE state = 'issued'")" 1
cryptogram $serial
check "the same challenge again is 409" answered 409 unlock-used
cryptogram $serial ffeeddccbbaa99887766554433221100
check "another challenge is 409" answered 409 unlock-used

open_unlock $serial
older=$unlock
open_unlock $serial
newer=$unlock
unlock=$older
cryptogram
check "a newer unlock makes the older one void" answered 410 unlock-expired
unlock=$newer
portal_run enrol card --identity $id_known --serial $serial --type akis \
    --state revoked >/dev/null
cryptogram
check "a card that was revoked meanwhile" answered 403 card-revoked
open_unlock $serial
check "a card that is revoked" answered 403 card-revoked
portal_run enrol card --identity $id_known --serial $serial --type akis \
    --state suspended >/dev/null
open_unlock $serial
check "a suspended one may be unlocked" answered 200
portal_run enrol card --identity $id_known --serial $serial \
    --type akis >/dev/null
unlock=00000000000000000000000000000000
cryptogram
check "an id that was guessed" answered 404 not-found

portal_stop
portal_config lifetimes.unlock=1 lifetimes.confirmation=1
portal_start
authenticated
open_unlock $serial
expired() { sql "SELECT 1 / (max(expires) <= unixepoch()) FROM unlock" |
    grep -q 1; }
await expired
cryptogram
check "an unlock expires" answered 410 unlock-expired
old() { sql "SELECT 1 / (max(confirmed) + 1 < unixepoch()) FROM session" |
    grep -q 1; }
await old
open_unlock $serial
check "an old SMS code does not confirm" answered 403 confirm-old
portal_stop
portal_config
portal_start
