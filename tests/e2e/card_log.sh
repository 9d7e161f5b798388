#!/bin/bash
# Judge a command log of the virtual card (format: src/vcard/log.h).
#   card_log.sh LOG all|some VERIFY CHANGE PUK
#                                the rules on tries, over the log of all (or
#                                some) scenarios: there are as many of these
#                                commands as were typed
#   card_log.sh LOG tries VERIFY CHANGE PUK
#                                that alone, of one scenario
#   card_log.sh LOG unlock MAX   the newest unlock took at most MAX commands
# Prints "ok - …" and "not ok - …"; fails when a rule was broken.
set -u
log=$1
status=0

rule() {	# TEXT CONDITION-ON-awk-VARIABLES
	if awk "$counts"' END { exit !('"$2"') }' "$log"; then
		echo "ok - card log: $1"
	else
		echo "not ok - card log: $1"
		awk "$counts"' END { print "# commands", n, "verify", verify,
		    "change", change, "puk", puk, "phase", phase,
		    "challenges", challenges, "authentications", auths,
		    "accepted", accepted, "resets", resets,
		    "resets without", loose, "repeated", repeated }' "$log"
		status=1
	fi
}

# What is counted.  "reset" is RESET RETRY COUNTER; a new process (start) and
# a power-on end what was accepted before.
counts='
function field(name,  i, kv) {
	for (i = 1; i <= NF; i++) {
		split($i, kv, "=")
		if (kv[1] == name) return kv[2]
	}
	return ""
}
$2 == "event" && ($3 == "start" || $3 == "power-on" || $3 == "reset") {
	open = 0; fresh = 0
}
$2 == "command" {
	n++
	ins = field("ins"); p1 = field("p1"); sw = field("sw")
	did = field("did")
	# OpenPGP: the PIN of its administrator is a PUK, and opens the way.
	if (ins == "20" && field("p2") == "83") {
		puk++
		if (sw == "9000") { accepted++; open = 1 }
	} else if (ins == "20" && field("lc") != "0") verify++
	if (ins == "24") change++
	if (ins == "2c" && p1 != "02") puk++
	if (field("cla") == "80" && ins == "09") phase++
	# GIDS: its nonce is a challenge, its proof an authentication.
	if (ins == "87" && field("lc") == "20") ins = "84"
	if (ins == "87" && field("lc") == "44") ins = "82"
	# SCP03: so is what INITIALIZE UPDATE gives; a channel with MACs opens
	# nothing for a PIN.
	if (ins == "50" && field("cla") == "80") ins = "84"
	inner = field("cla") == "84" && p1 != "00"
	if (ins == "84") { challenges++; fresh = 1 }
	if (ins == "82") {
		auths++
		if (!fresh) repeated++
		fresh = 0
		if ((sw == "9000" || did == "9000") && !inner) {
			accepted++
			open = 1
		}
	}
	if (ins == "2c" && p1 == "02") {
		resets++
		if (!open) loose++
		open = 0
	}
}'

if [ "${2-}" = unlock ]; then
	# From what begins the transaction (SELECT of the application by its
	# name; AKİS v1: the read of the serial) to the read of the tries that
	# ends it.
	awk -v max="$3" '
	$2 != "command" { next }
	{ n++ }
	/ ins=ca p1=01 p2=06 / && !taken { first = n }
	/ ins=a4 p1=04 / && !taken { first = n }
	/ ins=84 / || / ins=87 / { taken = 1 }
	/ ins=2c .* sw=9000 / { reset = 1; next }
	reset && / ins=(a4|cb) / {
		if (!length_of)
			length_of = n - first + 1
		taken = reset = 0
	}
	END {
		print "an unlock of", length_of, "commands"
		exit !(length_of && length_of <= max)
	}' "$log" || { cat "$log"; exit 1; }
	exit 0
fi

what=$2 verify=$3 change=$4 puk=$5
[ -s "$log" ] || [ "$what" = tries ] ||
    { echo "not ok - card log: there is one"; exit 1; }
rule "VERIFY for PINs that were typed: $verify" "verify + 0 == $verify"
rule "CHANGE for PINs that were typed: $change" "change + 0 == $change"
rule "PUK commands for PUKs that were typed: $puk" "puk + 0 == $puk"
[ "$what" != tries ] || exit "$status"
rule "no change of the life cycle was sent" "phase == 0"
rule "one authentication a challenge" "repeated == 0"
rule "one reset an accepted authentication" "loose == 0"
[ "$what" = some ] ||
    rule "cards were unlocked" "resets > 0 && accepted > 0"
exit "$status"
