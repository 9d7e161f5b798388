# A reader with keys of its own (pin_pad.c) in the place of vpcd's; for the card
# tests source this after lib.sh and card_begin, with CARD_SLOTS=1.
#
#	pad_begin && card_pcscd_start
#	pad_offers verify modify max=8		# from now on
#	pad_type 135790 246813 246813		# lines, before or while it asks
#	pad_asked modify 1e1e82...		# what it was told last

# pad_make DIR PORT: its folder, with keys and log, and DIR/reader.conf
pad_make() {
	mkdir "$1" && mkfifo "$1/keys" && echo verify modify >"$1/offers"
	cat >"$1/reader.conf" <<-END
	FRIENDLYNAME "Virtual PIN pad"
	DEVICENAME   $1:$2
	LIBPATH      $(realpath "${PAD_DRIVER:-${BUILD:-build}/tests/pin_pad.so}")
	CHANNELID    0
	END
}

# Set: CARD_READERS, PAD (that folder)
pad_begin() {
	PAD=$CARD_DIR/pad
	CARD_READERS=$PAD/reader.conf
	pad_make "$PAD" "$CARD_FIRST_PORT"
}

pad_offers() { echo "$*" >"$PAD/offers"; }

# The reader keeps both ends of the FIFO open: this does not wait.
pad_type() { printf '%s\n' "$@" >"$PAD/keys"; }

pad_asked() {
	tail -n 1 "$PAD/log"
	[[ $(tail -n 1 "$PAD/log") == "asked $1 $2"* ]]
}
