#!/bin/bash
# PINs that are typed on the reader's own keys (PC/SC part 10), through the real
# pcscd: what the card gets, what it costs in tries after each of right, wrong,
# cancelled, late and the rest, and that a reader that lies costs nothing more.
# Prints a line a check; the last one counts them.
# usage: pin_pad.sh          OUT: the programs (build/asan), BUILD (build)
set -u
cd "$(dirname "$0")/../.." || exit 1
CARD_SLOTS=1
. tests/card/lib.sh
card_enter tests/card/pin_pad.sh "$@" || exit 1
card_begin || exit 1
. tests/card/vcard_check.sh
. tests/card/pin_pad_lib.sh
pad_begin && card_pcscd_start || exit 1

cat >"$CARD_DIR/cilingir.yaml" <<END
helpers: $(realpath "$OUT")
screens: $PWD/screens
card: {cards: $PWD/config/cards.yaml, wait_s: 20}
END
cilingir() {
	"$OUT/cilingir" --config "$CARD_DIR/cilingir.yaml" --lang en "$@"
}
# change VALUE...: typed on the reader's keys; nothing on standard input.
change() {
	pad_type "$@"
	cilingir card change-pin ${LAST_TRY:+--last-try} </dev/null
}
# keyboard OLD NEW: on the keyboard
keyboard() { printf '%s\n%s\n' "$1" "$2" | cilingir card change-pin; }
pin_is() { is "$(card_state mine pin)" "$1"; }
changes() { card_count 'ins=24'; }
new_card() {
	card_out 0
	rm -f "$(card_log 0)" "$CARD_DIR/mine"
	card_make mine "$@" && card_insert mine &&
	    card_wait "pcscd with the card" card_slot_full 0
}

# pads WORDS: what `card info` says of the keys
pads() { is "$(cilingir card info 2>&1 | sed -n 's/^pin-pad: //p')" "$1"; }
unknown_ways() { cilingir card change-pin </dev/null; }

# ---- a card that pads its PIN, changed on the keys
CARD_SERIAL=415bc5d60718293a4b5c6d7e8f901234
new_card --type piv || exit 1
check "what its PIN can do on them" pads "verify, change"
check "the same as JSON" is "$(cilingir card info --json 2>/dev/null |
    python3 -c 'import json, sys; print(*json.load(sys.stdin)["pin_pad"])')" \
    "verify change"
check "right PIN, new one twice: changed" \
    change "$CARD_PIN" 246813 246813
check "the card has it" pin_is 246813
check "one command, padded, as on the keyboard" is \
    "$(card_count 'ins=24 p1=00 p2=80 lc=16')" 1
check "all tries are there" tries mine 3
check "the reader was told where the values go" pad_asked modify \
    "1e1e820800000808060302001f0400010200000015000000002400801$(printf \
    '0%s' ffffffffffffffffffffffffffffffff)"
pad_offers verify modify display min=4 max=12 conditions=7
check "wrong PIN: 7" exits 7 change 999999 975310 975310
check "one try is gone" tries mine 2
check "the reader has three messages to show" pad_asked modify \
    1e1e82080000080806030203
pad_offers verify modify

# ---- what never comes to the card
before=$(changes)
for what in "cancelled at the first|cancel" "cancelled at the last|246813 975310 cancel" \
    "no value in time|late" "no second value in time|246813 late" \
    "two new PINs|246813 975310 975311" "too short|246813 97531 97531" \
    "too long|246813 975310975 975310975" "a reader that cannot|unable"; do
	check "${what%|*}: 6" exits 6 change ${what#*|}
	check "no try is gone" tries mine 2
	check "nothing came to the card" is "$(changes)" "$before"
done
check "the words say which: cancelled" says K173 change cancel
check "late" says K172 change late
check "two new PINs" says K174 change 246813 975310 975311
check "too long" says K175 change 246813 975310975
check "a reader that cannot" says K176 change unable

# ---- what came of it nobody says
check "answer lost: 8" exits 8 change lost 246813 975310 975310
check "the card has carried it out, and no try is gone" is \
    "$(card_state mine pin) $(card_state mine pin-tries)" "975310 3"
before=$(changes)
check "the reader fails: 8" exits 8 change broken
check "nothing came to the card" is "$(changes)" "$before"
check "cancelled, says the reader, and a try is gone: 8" \
    exits 8 change "says 6401" 999999 246813 246813
check "it was one try" tries mine 2
check "done, says the reader" change "says 9000" 975310 246813 246813
check "and it is" is "$(card_state mine pin) $(card_state mine pin-tries)" \
    "246813 3"

# ---- the rules on tries are those of the keyboard
check "wrong: 7" exits 7 change 999999 975310 975310
check "wrong again: 7" exits 7 change 999999 975310 975310
asked=$(wc -l <"$PAD/log")
check "the last one needs --last-try: 6" exits 6 unknown_ways
check "and the reader does not ask for it" is "$(wc -l <"$PAD/log")" "$asked"
LAST_TRY=1
check "cancelled then: 6" exits 6 change cancel
check "it is still there" tries mine 1
check "wrong: 7" exits 7 change 999999 975310 975310
check "locked" tries mine 0
asked=$(wc -l <"$PAD/log")
check "and not asked for any more: 6" exits 6 unknown_ways
check "the reader is not asked" is "$(wc -l <"$PAD/log")" "$asked"
LAST_TRY=

# ---- where it is not offered, the keyboard
keys_unused() {
	local asked
	asked=$(wc -l <"$PAD/log")
	keyboard "$1" "$2" && is "$(wc -l <"$PAD/log")" "$asked"
}
new_card --type piv
pad_offers verify
check "a reader that only verifies" keys_unused "$CARD_PIN" 246813
pad_offers verify modify max=7
check "one that takes no PIN of 8 digits" keys_unused 246813 975310
pad_offers verify modify min=7
check "or none of 6" keys_unused 975310 246813
pad_offers verify modify conditions=1
check "one without a key that ends a value" keys_unused 246813 975310
pad_offers verify modify
sed -i 's/wait_s: 20/wait_s: 20, pin_pad: never/' "$CARD_DIR/cilingir.yaml"
check "card.pin_pad: never" keys_unused 975310 246813
sed -i 's/, pin_pad: never//' "$CARD_DIR/cilingir.yaml"
CARD_SERIAL=415bc5d60718293a4b5c6d7e new_card
check "another that does not pad" pads verify
check "a card with a length before each value" keys_unused "$CARD_PIN" 246813
CARD_SERIAL=42aabbccddeeff0011223344 new_card --type akis2
check "another that pads" pads "verify, change"
check "on the keys" change "$CARD_PIN" 246813 246813
check "the card has it" is "$(card_state mine pin) $(
    card_state mine pin-tries)" "246813 3"

# ---- no value is in a file of ours
check "no value in logs or configuration" bash -c '! grep -rlE \
    "246813|975310|975311|999999" "$1" --exclude=mine' - "$CARD_DIR"
check "no sanitizer has complained" bash -c '! cat "$1"/slot*.err | grep .' \
    - "$CARD_DIR"
check_end
