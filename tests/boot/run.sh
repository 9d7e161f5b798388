#!/bin/bash
# The kiosk as a machine: the disk of `make image` boots under UEFI in qemu
# (without KVM), with a card in a USB reader and a portal that is all it can
# reach; a person's unlock is typed key by key; what leads away from a terminal
# is tried; the terminal is killed; new systems come on sticks.
# usage: run.sh BUILD       with BUILD/image/system
#
# Leaves BUILD/boot/*.png, one picture a step, and card.log.
set -eu
cd "$(dirname "$0")/../.."
export TOP=$PWD BIN=$(realpath "$1")
export LC_ALL=C.UTF-8
out=$BIN/boot
. packaging/demo/world.sh

# qemu's reader speaks T=0: the same card with an answer to reset that says so.
T0_ATR=3b1f96806755454b41451252318073b3a180
if [ -z "${IN_NAMESPACE-}" ]; then
	rm -rf "$out"
	mkdir -p "$out"
	world_make "$out/world" >"$out/make.log" 2>&1 ||
	    { cat "$out/make.log"; exit 1; }
	WORLD=$out/world
	for n in 8 9; do
		world_card "usb$n.state" "414b495301234567890a890$n" --locked \
		    --atr "$T0_ATR" >>"$out/make.log"
	done
	# One person comes again and again, and need not wait for a message.
	sed -i -e 's,# client_ca: .*,client_ca: tls/ca.crt,' \
	    -e 's,^\( *resend:\) 60 .*,\1 0,' "$WORLD/portal.yaml"
	export IN_NAMESPACE=1
	world_enter "$0" "$@"
fi
. tests/boot/machine.sh
. tests/boot/visit.sh
export LOG=$W/card.log
trap 'machine_down; world_down' EXIT
machine_site
system_with system "$PROBE"
packaging/image/image.sh "$out/system" "$out/disk" "$out/site"
# As after dd: the disk is larger than the image.
truncate -s +100M "$out/disk"
UP=portal world_up "$W"
"$BIN/cilingir-vcard" --state "$W/usb8.state" --log "$LOG" \
    --control "$W/card.sock" --vscard "$out/ccid" \
    >"$W/vcard.log" 2>"$W/vcard.err" </dev/null &
WORLD_CARD=$!
world_until "the card" card remove
for part in ${PARTS:-unlock escapes faults update large}; do
	part_at=$SECONDS
	. "tests/boot/$part.sh"
	echo "# $part: $((SECONDS - part_at)) s"
done
echo "# pictures in $out"
ok_sum
