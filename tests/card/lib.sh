# A card service with virtual cards, for tests and for the demo: source this.
#
#	. "$(dirname "$0")/../card/lib.sh"
#	card_enter "$0" "$@"		# goes on in a namespace of its own
#	card_begin			# a directory, and an end to everything
#	card_pcscd_start
#	card_make mine --locked		# $CARD_DIR/mine
#	card_insert mine		# into slot 0; or: card_insert mine 1
#	...
#
# Network and /run are the script's own, so nothing on the host is touched
# and several run side by side.  Nothing waits for a time: card_wait waits for
# a condition and says which one never came.
#
# Used:	OUT		where the programs are (build/asan)
#	CARD_READERS	another reader.conf than that of vpcd, with CARD_SLOTS
# Set:	CARD_DIR	files of this run, removed at the end (KEEP=1: kept)
#	CARD_PIN, CARD_PUK, CARD_KEY, CARD_SERIAL	of the next card_make

OUT=${OUT:-build/asan}
CARD_VCARD=${CARD_VCARD:-$OUT/cilingir-vcard}
CARD_PIN=${CARD_PIN:-135790}
CARD_PUK=${CARD_PUK:-86420975}
CARD_KEY=${CARD_KEY:-000102030405060708090a0b0c0d0e0f}
CARD_SERIAL=${CARD_SERIAL:-415bc5d60718293a4b5c6d7e}
CARD_FIRST_PORT=35963
CARD_SLOTS=${CARD_SLOTS:-2}

# card_enter SCRIPT ARGUMENT...
# Run the script again inside its own namespaces; returns in there.
card_enter() {
	if [ -z "${CARD_INSIDE-}" ]; then
		local how=-nm
		[ "$(id -u)" = 0 ] || how=-Urnm
		CARD_INSIDE=1 exec unshare "$how" -- "$BASH" "$@"
	fi
	ip link set lo up || return 1
	mount -t tmpfs -o mode=755 tmpfs /run
}

# card_wait WHAT COMMAND...
# Until COMMAND succeeds; after CARD_PATIENCE seconds WHAT is missed.
CARD_PATIENCE=${CARD_PATIENCE:-30}
card_wait() {
	local what=$1 end=$((SECONDS + CARD_PATIENCE))
	shift
	until "$@" >/dev/null 2>&1; do
		if [ "$SECONDS" -ge "$end" ]; then
			echo "never came: $what" >&2
			return 1
		fi
		sleep 0.02
	done
}

# card_begin
# Make CARD_DIR; at the end of the script what was started is ended.
card_begin() {
	CARD_DIR=$(mktemp -d "${TMPDIR:-/tmp}/card.XXXXXX") || return 1
	CARD_PCSCD=
	CARD_PID=()
	trap card_end EXIT
	trap 'exit 1' INT TERM HUP
}

card_end() {
	local status=$? slot
	for ((slot = 0; slot < CARD_SLOTS; slot++)); do
		card_stop "$slot"
	done
	card_pcscd_stop
	if [ -n "${KEEP-}" ]; then
		echo "kept: $CARD_DIR" >&2
	else
		rm -rf "$CARD_DIR"
	fi
	return "$status"
}

card_port() { echo $((CARD_FIRST_PORT + ${1:-0})); }

# Both slots of the virtual reader listen (state 0A in the kernel's table).
card_slots_listen() {
	local slot
	for ((slot = 0; slot < CARD_SLOTS; slot++)); do
		cat /proc/net/tcp /proc/net/tcp6 | grep -qi \
		    ":$(printf %04X "$(card_port "$slot")") [0-9A-F:]* 0A " ||
		    return 1
	done
}

card_pcscd_ready() {
	[ -S /run/pcscd/pcscd.comm ] && card_slots_listen
}

card_pcscd_start() {
	mkdir -p /run/pcscd
	pcscd -f ${CARD_READERS:+-c "$CARD_READERS"} >>"$CARD_DIR/pcscd.log" 2>&1 </dev/null &
	CARD_PCSCD=$!
	card_wait "pcscd with its virtual reader" card_pcscd_ready
}

# card_pcscd_stop [SIGNAL]
card_pcscd_stop() {
	[ -n "$CARD_PCSCD" ] || return 0
	kill "-${1:-TERM}" "$CARD_PCSCD" 2>/dev/null
	wait "$CARD_PCSCD" 2>/dev/null
	CARD_PCSCD=
	rm -f /run/pcscd/pcscd.comm /run/pcscd/pcscd.pid
}

# card_make NAME OPTION...
# A new card in $CARD_DIR/NAME; OPTIONs are those of `create`.  The secrets go
# over a pipe.
card_make() {
	local name=$1
	shift
	printf 'pin=%s\npuk=%s\nkey=%s\n' "$CARD_PIN" "$CARD_PUK" \
	    "$CARD_KEY" | "$CARD_VCARD" create --state "$CARD_DIR/$name" \
	    --serial "$CARD_SERIAL" --secrets-from - "$@"
}

card_log() { echo "$CARD_DIR/slot${1:-0}.log"; }
card_socket() { echo "$CARD_DIR/slot${1:-0}.control"; }

# The reader has asked the card that came last for its answer to reset.
card_seen() {
	awk '/ event (start|insert|remove|connect|disconnect)/ { seen = 0 }
	    / event atr$/ { seen = 1 }
	    END { exit !seen }' "$(card_log "${1:-0}")"
}

# card_insert NAME [SLOT] [OPTION...]
# Put a card into a reader slot and wait until pcscd has seen it.  Not in a
# subshell: the process id is kept in CARD_PID.
card_insert() {
	local name=$1 slot=${2:-0}
	shift
	[ $# = 0 ] || shift
	"$CARD_VCARD" --state "$CARD_DIR/$name" --port "$(card_port "$slot")" \
	    --log "$(card_log "$slot")" --control "$(card_socket "$slot")" \
	    "$@" >>"$CARD_DIR/slot$slot.err" 2>&1 </dev/null &
	CARD_PID[$slot]=$!
	card_wait "the control socket of slot $slot" \
	    test -S "$(card_socket "$slot")" &&
	    card_wait "card in slot $slot" card_seen "$slot"
}

# card_tell SLOT ORDER: vcard/control.h
card_tell() { "$CARD_VCARD" tell "$(card_socket "$1")" "$2"; }

# The same, until pcscd has seen the card that is in then, and tells of it: it
# asks for the answer to reset before it does.
card_tell_insert() {
	card_tell "$1" insert && card_wait "card" card_seen "$1" &&
	    card_wait "card in slot $1 of pcscd" card_slot_full "$1"
}

# card_stop SLOT [SIGNAL]: end the program, the card is out.
card_stop() {
	local slot=${1:-0} pid=${CARD_PID[${1:-0}]-}
	[ -n "$pid" ] || return 0
	kill "-${2:-TERM}" "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	CARD_STATUS=$?
	CARD_PID[$slot]=
	rm -f "$(card_socket "$slot")"
}

card_slot_says() {
	opensc-tool --list-readers |
	    awk -v slot="$1" -v says="$2" '$1 == slot { is = $2 == says }
		END { exit !is }'
}
card_slot_empty() { card_slot_says "$1" No; }
card_slot_full() { card_slot_says "$1" Yes; }

# card_out SLOT: the same, until pcscd has seen it.  A card that is put in
# before is for pcscd still the one that went, with its answer to reset.
card_out() {
	card_stop "$1"
	card_wait "slot $1 empty" card_slot_empty "$1"
}

card_hung_up() { card_tell "$1" status | grep -q connected=no; }

# card_pcscd_restart [SIGNAL]: pcscd goes and comes; cards stay where they are.
card_pcscd_restart() {
	local slot
	card_pcscd_stop "${1:-TERM}"
	for slot in "${!CARD_PID[@]}"; do
		[ -n "${CARD_PID[$slot]}" ] || continue
		card_wait "slot $slot without pcscd" card_hung_up "$slot" ||
		    return 1
	done
	card_pcscd_start || return 1
	for slot in "${!CARD_PID[@]}"; do
		[ -n "${CARD_PID[$slot]}" ] || continue
		card_wait "card in slot $slot" card_seen "$slot" || return 1
	done
}

# card_state NAME FIELD: a line of the state file, as it is on disk.
card_state() { sed -n "s/^$2 //p" "$CARD_DIR/$1"; }

# card_count PATTERN [SLOT]: commands in the log that match (vcard/log.h).
card_count() {
	grep ' command ' "$(card_log "${2:-0}")" | grep -c -- "$1"
}

# exits STATUS COMMAND...: it ends with that; what it says and how it ended.
exits() {
	local wanted=$1 said status
	shift
	said=$("$@" 2>&1)
	status=$?
	printf '%s\nexit status %s\n' "$said" "$status"
	[ "$status" = "$wanted" ]
}
