#!/bin/bash
# The pages of the two configurations: behind each key its default, as the table
# of the portal in C has it for numbers and the files of config/ for all else
# (test_app_config: these are the program's), and in its text the bounds of a
# number, as the tables in C have them.
. "$(dirname "$0")/lib.sh"

# said PAGE: "key default line" of each key (tabs between), "-": none, then the
# words of its text.
said() {
	awk -v OFS='\t' '
	function out() {
		if (key != "")
			print key, value, line, text
		key = text = ""
	}
	/^\.It Cm / || /^\.S[hs] / { out() }
	/^\.It Cm [a-z0-9_.]+( :.*)?$/ {
		key = $3; line = NR; value = "-"
		if ($4 == ":") {
			value = $0
			sub(/.* : Li /, "", value)
			gsub(/\\\(dq/, "\"", value)
		}
		next
	}
	{ text = text " " $0 }
	END { out() }' "$1"
}

# compare PAGE default|bounds: on its input "key what it has to say": behind the
# key, or anywhere in its text.
compare() {
	found "not what the page says" < <(awk -F'\t' -v page="$1" \
	    -v what="$2" '
	NR == FNR { value[$1] = $2; line[$1] = $3; text[$1] = $4; next }
	{ come++ }
	!($1 in value) { next }
	{ wrong = value[$1] != $2 }
	what == "bounds" { wrong = text[$1] !~ "(^|[^0-9])" $2 "([^0-9]|$)" }
	wrong {
		print page ":" line[$1] ": " $1 ": the " what \
		    (what == "bounds" ? " are " : " is ") $2
	}
	END { if (!come) print page ": nothing has come to compare" }
	' <(said "$1") -)
}

# The numbers of the portal: "key low to high default"; a table of one-line
# calls, whatever their lines.
portal_numbers() {
	tr -s ' \t\n' ' ' <src/portal/config.c | sed 's/\<DAY\>/86400/g' |
	    grep -oE ' INT\("[a-z]+", "[a-z_]+", [a-z_.]+, [0-9]+, [0-9]+, [0-9]+\)' |
	    sed -E 's/ INT\("(.*)", "(.*)", .*, (.*), (.*), (.*)\)/\1.\2\t\3 to \4\t\5/'
}
terminal_numbers() {
	tr -s ' \t\n' ' ' <src/app/config.c |
	    grep -oE '"[a-z]+", "[a-z_]+", KEY_NUMBER, AT\([a-z_.]+\), [0-9]+, [0-9]+' |
	    sed -E 's/"(.*)", "(.*)", KEY_NUMBER.*\), (.*), (.*)/\1.\2\t\3 to \4/'
}

page=packaging/man/cilingir.yaml.5
if [ -e "$page" ]; then
	# One that has none.
	compare "$page" default < <(yaml_values config/cilingir.yaml |
	    sed 's/^portal\.url\t.*/portal.url\t-/')
	compare "$page" bounds < <(terminal_numbers)
fi
page=packaging/man/cilingir-portal.yaml.5
if [ -e "$page" ]; then
	compare "$page" default < <(portal_numbers | cut -f1,3)
	compare "$page" bounds < <(portal_numbers | cut -f1,2)
	# Of what is no number some have a default.
	compare "$page" default < <(yaml_values config/portal.yaml some |
	    grep -Ff <(said "$page" |
	    awk -F'\t' -v OFS='\t' '$2 != "-" { print $1, "" }'))
fi
exit $status
