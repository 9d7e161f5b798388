# A reader with keys of its own (pin_pad.c) in the place of vpcd's; source this
# after lib.sh and card_begin, with CARD_SLOTS=1.
#
#	pad_begin && card_pcscd_start
#	pad_offers verify modify max=8		# from now on
#	pad_type 135790 246813 246813		# lines, before or while it asks
#	pad_asked modify 1e1e82...		# what it was told last

# Set: CARD_READERS, PAD (folder of its keys and its log)
pad_begin() {
	PAD=$CARD_DIR/pad
	CARD_READERS=$CARD_DIR/reader.conf
	mkdir "$PAD" && mkfifo "$PAD/keys" && pad_offers verify modify
	cat >"$CARD_READERS" <<-END
	FRIENDLYNAME "Virtual PIN pad"
	DEVICENAME   $PAD:$CARD_FIRST_PORT
	LIBPATH      $(realpath "${BUILD:-build}/tests/pin_pad.so")
	CHANNELID    0
	END
}

pad_offers() { echo "$*" >"$PAD/offers"; }

# The reader keeps both ends of the FIFO open: this does not wait.
pad_type() { printf '%s\n' "$@" >"$PAD/keys"; }

pad_asked() {
	tail -n 1 "$PAD/log"
	[[ $(tail -n 1 "$PAD/log") == "asked $1 $2"* ]]
}
