#!/bin/bash
# An update for the disks of image.sh, signed, to be copied onto a stick.
# usage: bundle.sh SYSTEM KEY TO
#   SYSTEM  folder that system.sh has made
#   KEY     private key (PEM, Ed25519) to the update.pem of the machines
#   TO      folder in which cilingir-update is made
set -eu -o pipefail
system=$1 key=${2:?KEY= names the private key} to=$3/cilingir-update
rm -rf "$to"
mkdir -p "$to"
line() {
	printf '%s %s %s\n' "$1" "$(stat -c %s "$system/$1")" \
	    "$(sha256sum <"$system/$1" | cut -d' ' -f1)"
}
{
	echo "release $(cat "$system/release")"
	line boot.efi
	line root
} >"$to/manifest"
openssl pkeyutl -sign -inkey "$key" -rawin -in "$to/manifest" \
    -out "$to/manifest.sig"
cp "$system/boot.efi" "$to/"
zstd -q -T0 "$system/root" -o "$to/root.zst"
echo "$to: release $(cat "$system/release"), $(du -sm "$to" | cut -f1) MB"
