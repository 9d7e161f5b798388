#!/bin/bash
# Arrows point down: what a folder of src/ includes is allowed by its DEPS_
# line in the Makefile; libraries of the outside world stay in one folder; and
# where only a part of a folder may be seen, only that part is.
. "$(dirname "$0")/lib.sh"

# What of a folder (second) another folder (first) may include at most.
declare -A only=(
	[core,card]="card/card.h card/relay.h card/tools.h card/readers.h"
	[core,remote]="remote/remote.h"
	[core,wire]="wire/wire.h"
	[core,save]="save/save.h"
	[tui,core]="core/session.h core/view.h"
	[tui,screen]="screen/screen.h"
	[plain,core]="core/session.h core/view.h"
	[plain,screen]="screen/screen.h"
	[plain,card]="" [plain,remote]="" [plain,wire]="" [plain,save]=""
	[tui,card]="" [tui,remote]="" [tui,wire]="" [tui,save]=""
	[vcard,card]="card/apdu.h card/tlv.h card/link.h"
)
# The folders for each outside header (or start of a name).
declare -A home=(
	[ncurses.h]=tui [curses.h]=tui [term.h]=tui [panel.h]=tui [form.h]=tui
	[ncursesw/]=tui [winscard.h]=card [PCSC/]=card [wintypes.h]=card
	[curl/]="remote portal" [png.h]=remote [cjose/]=portal [qrencode.h]=tui
	[jansson.h]="wire app portal"
	[uv.h]="loop remote"		# remote: curl's sockets on loop_uv()
	[seccomp.h]=helper [microhttpd.h]=portal [sqlite3.h]=portal
	[cairo]=portal [yaml.h]=base
)

check_own() {
	local place=$1 folder=$2 header=$3 other=${3%%/*}
	if [ "$other" = "$header" ]; then
		found "include it as \"folder/$header\"" <<<"$place"
	elif [ ! -f "src/$header" ]; then
		found "there is no src/$header" <<<"$place"
	elif [ "$other" != "$folder" ]; then
		[[ " ${deps[$folder]} " == *" $other "* ]] ||
			found "DEPS_$folder (Makefile) has no $other" \
			    <<<"$place"
		[ -z "${only[$folder,$other]+x}" ] ||
		    [[ " ${only[$folder,$other]} " == *" $header "* ]] ||
			found "$folder must not include $header" <<<"$place"
	fi
}

check_outside() {
	local place=$1 folder=$2 header=$3 key
	for key in "${!home[@]}"; do
		[[ $header == "$key"* ]] || continue
		[[ " ${home[$key]} " == *" $folder "* ]] ||
			found "<$header> belongs in ${home[$key]} only" \
			    <<<"$place"
	done
}

declare -A deps
while read -r name _ rest; do
	deps[${name#DEPS_}]=$rest
done < <(grep -E '^DEPS_[a-z]+[[:space:]]*=' Makefile | sed 's/=/ = /')

while IFS=: read -r file line text; do
	folder=${file#src/} folder=${folder%%/*}
	[ -n "${deps[$folder]+x}" ] ||
		found "no DEPS_$folder in the Makefile" <<<"$file:$line"
	case $text in
	*\"*) header=${text#*\"}
		check_own "$file:$line" "$folder" "${header%%\"*}" ;;
	*\<*) header=${text#*<}
		check_outside "$file:$line" "$folder" "${header%%>*}" ;;
	esac
done < <(grep -nE '^[[:space:]]*#[[:space:]]*include' src/*/*.[ch] /dev/null)
exit $status
