# Checks with OpenSC as the judge; source this after lib.sh and card_begin.
# check_end prints the count and ends with the right status.

passed=0 failed=0

# check WHAT COMMAND...
check() {
	local what=$1 said
	shift
	if said=$("$@" 2>&1); then
		echo "ok - $what"
		passed=$((passed + 1))
	else
		echo "not ok - $what"
		sed 's/^/#	/' <<<"$said"
		failed=$((failed + 1))
	fi
}

# says PATTERN COMMAND...: its output has it, whatever its exit status.
says() {
	local pattern=$1 said
	shift
	said=$("$@" 2>&1)
	printf '%s\n' "$said"
	grep -q -- "$pattern" <<<"$said"
}

# sw WORD SLOT APDU...: the last of these commands ends with this word.
sw() {
	local word=$1 slot=$2 apdu args=() said
	shift 2
	for apdu; do args+=(-s "$apdu"); done
	said=$(opensc-tool -r "$slot" "${args[@]}" 2>&1)
	printf '%s\n' "$said"
	[ "$(sed -n 's/.*(SW1=0x\(..\), SW2=0x\(..\)).*/\1\2/p' <<<"$said" |
	    tail -1)" = "$word" ]
}

is() { echo "$1 should be $2"; [ "$1" = "$2" ]; }
explore() { printf '%s\n' "$@" | opensc-explorer; }
to_hex() { printf %s "$1" | od -An -tx1 | tr -d ' \n'; }
tries() { is "$(card_state "$1" pin-tries)" "$2"; }

cat >"$CARD_DIR/opensc.conf" <<'END'
app default {
	card_drivers = akis;
	card_atr 3b:9f:96:81:31:fe:45:80:67:55:45:4b:41:45:12:52:31:80:73:b3:a1:80:aa {
		driver = "akis";
	}
}
END
export OPENSC_CONF=$CARD_DIR/opensc.conf

check_end() {
	[ -z "${RESULTS-}" ] || echo "card $passed $failed" >>"$RESULTS"
	echo "card: $passed passed, $failed failed"
	[ "$failed" = 0 ]
}
