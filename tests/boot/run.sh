#!/bin/bash
# The kiosk as a machine: the disk of `make image` boots under UEFI in qemu
# (without KVM), with a card in a USB reader and a portal that is all it can
# reach; a person's unlock is typed key by key, then what leads away from a
# terminal is tried.
# usage: run.sh BUILD       with BUILD/image/cilingir.img and BUILD/deb
#
# Leaves BUILD/boot/*.png, one picture a step, and card.log.
# Nothing reads the pictures but `same` and `other`: whether a step has been
# taken is seen from outside, at the portal, the phone and the card.
set -eu
cd "$(dirname "$0")/../.."
export TOP=$PWD BIN=$(realpath "$1")
out=$BIN/boot
. packaging/demo/world.sh

if [ -z "${IN_NAMESPACE-}" ]; then
	rm -rf "$out"
	mkdir -p "$out"
	world_make "$out/world" >"$out/make.log" 2>&1 ||
	    { cat "$out/make.log"; exit 1; }
	# qemu's reader speaks T=0: the same card with an answer to reset
	# that says so.
	WORLD=$out/world
	world_card usb.state 414b495301234567890a8909 --locked \
	    --atr 3b1f96806755454b41451252318073b3a180 >>"$out/make.log"
	export IN_NAMESPACE=1
	world_enter "$0" "$@"
fi
. tests/boot/machine.sh
trap 'machine_down; world_down' EXIT
. tests/boot/visit.sh
. tests/boot/escapes.sh
echo "boot: $passed passed, $failed failed; pictures in $out"
[ "$failed" = 0 ]
