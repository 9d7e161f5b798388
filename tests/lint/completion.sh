#!/bin/bash
# Completion in bash: what is offered at the end of a line, and that every
# option of --help is offered somewhere.
. "$(dirname "$0")/lib.sh"

out=$(realpath "${OUT:-build/asan}")
file=packaging/completion/cilingir
# shellcheck source=packaging/completion/cilingir
. "$file" || exit 1

# offered WORD...: what completes the last word, which may be empty.
offered() {
	local command function
	command=$(basename "$1")
	function=$(complete -p "$command" 2>/dev/null |
	    sed -n 's/.*-F \([^ ]*\) .*/\1/p')
	[ -n "$function" ] || { echo "nothing for $command"; return; }
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
	"$function"
	printf '%s\n' "${COMPREPLY[@]}" | sed '/^$/d' | sort
}

# expect "WORDS" LINE...: exactly these words.
expect() {
	local want=$1 is
	shift
	is=$(offered "$@" | tr '\n' ' ')
	[ "$is" = "$want${want:+ }" ] ||
		found "offers \"$is\", not \"$want\"" <<<"$file: $*"
}

expect "run" cilingir r
expect "screens" cilingir sc
expect "buttons check graph list render" cilingir screens ""
expect "buttons check graph list render" cilingir --config f --ascii screens ""
expect "check show" cilingir config ""
expect "helpdesk kiosk ssh" cilingir --profile ""
expect "idle.after_s= idle.warn_s=" "$out/cilingir" -o idle
expect "en tr" cilingir --lang ""
expect "--screens" cilingir run --sc
expect "screens/messages.yaml" cilingir --config screens/mes
expect "screens" cilingir --screens scree
expect "sms-code sms-confirm" "$out/cilingir" --screens screens screens \
    render sms
expect "--size" cilingir screens render sms-code --si
expect "--config --help --version" cilingir-portal ""
expect "audit bank-in certificate enrol init-keys operator serve set-address \
set-email set-phone sms-in unblock-login" cilingir-portal --config \
    f ""
expect "card certificate edevlet holder key letter web-password" cilingir-portal --config f enrol ""
expect "active" cilingir-portal --config f enrol card --state a
expect "" cilingir-portal --config f enrol holder --identity ""
expect "create" cilingir-vcard c
expect "administration operation" cilingir-vcard create --phase ""
expect "state status" cilingir-vcard tell socket stat

# all PROGRAM WORDS...: each option of its help, at the ends of these lines.
all() {
	local program=$1 options lines
	shift
	options=$({ "$out/$program" --help
	    [ "$program" != cilingir-vcard ] || "$out/$program" create --help
	    } | grep -oE -- '--[a-z][a-z-]*' | sort -u)
	[ -n "$options" ] || found "no --help" <<<"$program"
	lines=$(for line; do
		# shellcheck disable=SC2086
		offered "$program" $line --
	done | sort -u)
	comm -3 <(echo "$options") <(echo "$lines") | tr -d '\t' |
	    sed "s|.*|$file: $program: & is in one of help and completion|" \
	    >"$differ"
	[ ! -s "$differ" ] || { cat "$differ"; status=1; }
}
differ=$(mktemp) || exit 2
trap 'rm -f "$differ"' EXIT
expect "certs change-pin info list unlock" cilingir card ""
all cilingir "" "screens render x" doctor watch "card certs" "card unlock"
all cilingir-vcard "" create
all cilingir-portal "" "--config f enrol holder" "--config f enrol card" \
    "--config f enrol key" "--config f enrol letter" \
    "--config f audit verify" "--config f audit show" \
    "--config f enrol certificate" "--config f certificate revoke" \
    "--config f operator add" \
    "--config f set-phone" "--config f set-email" "--config f set-address"
exit $status
