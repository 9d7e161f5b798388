#!/bin/bash
# Put a new system on a kiosk's disk, from a stick, without a network; what
# stays (/state) is left alone.
# usage: update.sh IMAGE DISK       DISK: /dev/sdX, or another image
#
# Run from another system (a rescue stick): not on the kiosk that it replaces.
set -eu
image=$1 disk=$2

# START and SIZE, in sectors, of the part of that name.
part() {
	sfdisk -d "$1" | sed -nE \
	    "s/.*start= *([0-9]+), size= *([0-9]+),.*name=\"$2\".*/\1 \2/p"
}
# Both are looked at before the first is written.
for name in cilingir-boot cilingir-root; do
	read -r _ new < <(part "$image" "$name") ||
		{ echo "$image: there is no $name" >&2; exit 1; }
	read -r _ old < <(part "$disk" "$name") ||
		{ echo "$disk: there is no $name" >&2; exit 1; }
	[ "$new" -le "$old" ] || {
		echo "$disk: $name has $old sectors, $new are needed:" \
		    "write the whole image, and /state anew" >&2
		exit 1
	}
done
# The system first: what starts it, last.
for name in cilingir-root cilingir-boot; do
	read -r from size < <(part "$image" "$name")
	read -r to _ < <(part "$disk" "$name")
	dd if="$image" of="$disk" bs=512 skip="$from" seek="$to" \
	    count="$size" conv=notrunc,fsync status=none
	cmp -n "$((size * 512))" -i "$((from * 512)):$((to * 512))" \
	    "$image" "$disk"
	echo "$name: written and read back"
done
