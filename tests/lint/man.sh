#!/bin/bash
# The manual pages: clean mdoc, and in step with the programs, both ways: each
# option and command of --help, each exit status, each event, each key of
# config/*.yaml (what they say of it: defaults.sh) and of the screens.
. "$(dirname "$0")/lib.sh"

out=${OUT:-build/asan}
man=packaging/man

# same PAGE WHAT OURS THEIRS: two lists, one name a line.
same() {
	comm -23 <(sort -u <<<"$3") <(sort -u <<<"$4") | sed '/^$/d' |
	    sed "s|.*|$1: lacks the $2 \"&\"|" >"$findings"
	comm -13 <(sort -u <<<"$3") <(sort -u <<<"$4") | sed '/^$/d' |
	    sed "s|.*|$1: has the $2 \"&\", which does not exist|" >>"$findings"
	[ ! -s "$findings" ] || { cat "$findings"; status=1; }
}

# What a page lists: the items that begin with a macro.
items() { sed -n "s/^\.It $2 //p" "$1"; }
listed_options() {
	grep '^\.It Fl Fl' "$1" | grep -oE 'Fl Fl [a-z-]+' | cut -d' ' -f3
}
listed_names() { items "$1" Cm | sed 's/ Ar .*//; s/ : Li .*//; s/ , /\n/g'; }
listed_statuses() {
	sed -n '/^\.Sh EXIT STATUS/,/^\.Sh [^E]/s/^\.It \([0-9]*\)$/\1/p' "$1"
}
# Numbers of the constants in C whose name begins with $1.
statuses() {
	local prefix=$1
	shift
	grep -hoE "^	$prefix[A-Z_]* = [0-9]+" "$@" | grep -oE '[0-9]+$'
}

# --help of a program, and of its commands that have one.
help_of() {
	"$out/$1" --help || echo "$1 --help fails" >&2
	[ "$1" != cilingir-vcard ] || "$out/$1" create --help
}

# Strings of the arrays in C whose name fits $1.
array_words() {
	local names=$1
	shift
	awk -v names="$names" '
	$0 ~ "(" names ")\\[[A-Z_]*\\] = \\{" { inside = 1; sub(/.*\{/, "") }
	inside {
		line = $0; sub(/\};.*/, "", line)
		while (match(line, /"[^"]+"/)) {
			print substr(line, RSTART + 1, RLENGTH - 2)
			line = substr(line, RSTART + RLENGTH)
		}
	}
	/\};/ { inside = 0 }' "$@"
}

# Every word on a line of the page that has a name or a literal in it.
named_words() {
	grep -E '(^\.| )(Cm|Li) ' "$1" | tr -s ' {}",:' '\n' |
	    sed 's/\.$//; s/^\\(dq//'
}

findings=$(mktemp) || exit 2
trap 'rm -f "$findings"' EXIT

command -v mandoc >/dev/null || { echo "man.sh: mandoc is missing"; exit 1; }
for page in "$man"/*.[1578]; do
	# Whether other pages are found depends on what is installed.
	mandoc -Tlint "$page" 2>/dev/null |
	    grep -v 'referenced manual not found' && status=1
	while read -r _ name section _; do
		[ -e "$man/$name.$section" ] ||
			found "no such page" <<<"$page: $name($section)"
	done < <(grep '^\.Xr cilingir' "$page")
done

for program in cilingir.1 cilingir-vcard.1 cilingir-portal.8 \
    cilingir-card.8 cilingir-net.8 cilingir-save.8 \
    cilingir-console.8; do
	name=${program%.*}
	said=$(help_of "$name") || status=1
	same "$man/$program" option \
	    "$(grep -oE -- '--[a-z][a-z-]*' <<<"$said" | cut -c3-)" \
	    "$(listed_options "$man/$program")"
done
same $man/cilingir.1 command "$("$out/cilingir" --help | sed -nE \
    's/^(usage:|      ) cilingir \[?([a-z]+( [a-z-]+)?).*/\2/p')" \
    "$(listed_names $man/cilingir.1)"
same $man/cilingir-portal.8 command "$("$out/cilingir-portal" --help |
    sed -nE "s/^  ((enrol|certificate|operator|audit) [a-z-]+|[a-z-]+) .*/\1/p")" \
    "$(listed_names $man/cilingir-portal.8)"

same $man/cilingir.yaml.5 key "$(yaml_values config/cilingir.yaml | cut -f1)" \
    "$(listed_names $man/cilingir.yaml.5)"
same $man/cilingir-portal.yaml.5 key "$(yaml_values config/portal.yaml some | cut -f1)" \
    "$(listed_names $man/cilingir-portal.yaml.5)"
same $man/cilingir-cards.yaml.5 key "$(array_words keys src/card/cards.c)" \
    "$(listed_names $man/cilingir-cards.yaml.5; echo cards)"

same $man/cilingir.1 "exit status" \
    "$(statuses '(CARD_|DOCTOR_)?EXIT_' src/app/*.h)" \
    "$(listed_statuses $man/cilingir.1)"
same $man/cilingir-portal.8 "exit status" "$(statuses CLI_ src/portal/cli.h)" \
    "$(listed_statuses $man/cilingir-portal.8)"
for page in $man/*.[18]; do
	[ -n "$(listed_statuses "$page")" ] ||
		found "names no exit status" <<<"$page"
done

# Every event of the code; that of a program that was started has a field.
same $man/cilingir-events.7 event "$(cat src/*/*.c | tr -s ' \t\n' ' ' |
    grep -oE '(\<log_event\([^"]*|\.event = )"[a-z.-]+"' | cut -d\" -f2)" \
    "$(listed_names $man/cilingir-events.7)"

# The page of the screens has more names than keys; all of them exist, and all
# that exist are there.
exist=$(array_words 'keys|role_names' src/screen/*.c
    array_words 'events|countdowns|view_variables' src/core/view*.c
    sed -nE 's/.*X\(FACT_[A-Z_]*, "([^"]*)".*/\1/p' src/core/facts.h
    sed -nE 's/^\t\[ACTION_.*\("([^"]*)".*/\1/p' src/core/action.c)
page=$man/cilingir-screens.5
same $page "name" "$exist" "$(comm -12 <(named_words $page | sort -u) \
    <(sort -u <<<"$exist"))"
same $page "name" "$(comm -12 <(listed_names $page | sort -u) \
    <(printf '%s\n' "$exist" stay return | sort -u))" "$(listed_names $page)"
exit $status
