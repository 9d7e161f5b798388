#!/bin/bash
# packaging/image/update.sh on two small disks.
# usage: update.sh
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

disk() {	# FILE LETTER ROOT-MB: each part full of that letter
	local at size name
	truncate -s 20M "$work/$1"
	sfdisk -q "$work/$1" <<-END
	label: gpt
	start=1MiB, size=2MiB, name=cilingir-boot
	size=2MiB, name=cilingir-state
	size=$3MiB, name=cilingir-root
	END
	for name in "1 2" "3 2" "5 $3"; do
		read -r at size <<<"$name"
		head -c "${size}M" /dev/zero | tr '\0' "$2" | dd bs=1M \
		    of="$work/$1" seek="$at" conv=notrunc status=none
	done
}
letter() { dd if="$work/$1" bs=1M skip="$2" count=1 status=none | tr -s "$3" | head -c 2; }

disk old a 8
disk new b 6
packaging/image/update.sh "$work/new" "$work/old"
[ "$(letter old 1 b)" = b ] && [ "$(letter old 3 a)" = a ] &&
    [ "$(letter old 5 b)" = b ] && [ "$(letter old 10 b)" = b ] &&
    [ "$(letter old 12 a)" = a ]
echo "ok - boot and system are new, state is the old one"
disk big c 9
cp "$work/old" "$work/before"
! packaging/image/update.sh "$work/big" "$work/old" 2>"$work/said"
grep -q "cilingir-root has" "$work/said"
cmp "$work/before" "$work/old"
echo "ok - one that does not fit changes nothing"
