#!/bin/bash
# What people read is in screens/*.yaml, in both languages, never in C: no
# Turkish letters in any string, and no sentences where sessions and screens
# are made.  Operators' tools speak from C, and so does a terminal of which no
# screen can be shown.
. "$(dirname "$0")/lib.sh"

tools='^src/(app/(cmd_|options|preview|main)|portal/cli|vcard/main|tui/term)'
mapfile -t files < <(printf '%s\n' src/*/*.[ch] | grep -vE "$tools")
[ -n "${files[*]}" ] || exit 0
strings=$(awk -v want=strings -f "$LINT/code.awk" "${files[@]}")

# C, G-breve, dotted I, dotless i, O, S-cedilla, U, small and capital: as
# bytes, as \x escapes, as \u escapes.
bytes=$'\xc3[\x87\x96\x9c\xa7\xb6\xbc]|\xc4[\x9e\x9f\xb0\xb1]|\xc5[\x9e\x9f]'
hex='\\xc3"?"?\\x(87|96|9c|a7|b6|bc)|\\xc4\\x(9e|9f|b0|b1)|\\xc5\\x(9e|9f)'
points='\\u0?0(c7|d6|dc|e7|f6|fc)|\\u01(1e|1f|30|31|5e|5f)'
places=$(grep -iE -- "$bytes|$hex|$points" <<<"$strings" | cut -d: -f1,2)
[ -z "$places" ] ||
	found "a Turkish text belongs in screens/*.yaml" <<<"$places"

# Three words in a row make a sentence; key=value is a log line.
places=$(grep -E '^src/(core|tui|plain)/' <<<"$strings" |
    grep -vE '^[^:]*:[^:]*:[^ ]*=' |
    grep -E "^[^:]*:[^:]*:.*[A-Za-z']+,? [a-z']+ [a-z']+" | cut -d: -f1,2)
[ -z "$places" ] ||
	found "texts are in screens/*.yaml; a log line is key=value" <<<"$places"
exit $status
