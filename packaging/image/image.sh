#!/bin/bash
# A disk that boots straight into the terminal (UEFI).
# usage: image.sh SYSTEM IMAGE [SITE]
#   SYSTEM  folder that system.sh has made
#   IMAGE   the file to make
#   SITE    folder of the machine's own files, which become its /state:
#             config.d/*.yaml    over the defaults
#             ca.pem, …          what these name as /state/ca.pem, …
#             network/*.network  systemd.network(5), where there is no DHCP
#             console            KEYMAP= and FONT=, cilingir-console(8)
#             update.pem         whose updates it takes (bundle.sh)
#
# Four parts: what the firmware starts, 64 MB that stay (/state: the machine's
# configuration and the journal of cut-off unlocks), and two places for a
# system, of which an update takes the one that does not run.  All else that is
# written is in memory.
set -eu -o pipefail
system=$(realpath "$1") image=$2 site=${3-}
work=$(mktemp -d "${TMPDIR:-/tmp}/image.XXXXXX")
trap 'rm -rf "$work"' EXIT
release=$(cat "$system/release")
root_mb=$(($(stat -c %s "$system/root") / 1048576))
KIOSK_GID=800	# root/etc/sysusers.d
# The type of a system's place; 61-cilingir-disk.rules knows the disk by it.
ROOT_X86_64=4f68bce3-e8cd-4db1-96e7-fbcaf984b709
# Room to grow: the next release is a little larger.
ESP_MB=192 STATE_MB=64 SLOT_MB=$((root_mb * 3 / 2))

# ---- what the firmware starts ----
cat >"$work/loader.conf" <<'END'
timeout 0
editor no
auto-entries no
auto-firmware no
END
truncate -s "${ESP_MB}M" "$work/esp"
mkfs.vfat -F 32 -n CILINGIR "$work/esp" >/dev/null
mmd -i "$work/esp" ::/EFI ::/EFI/BOOT ::/EFI/Linux ::/loader
mcopy -i "$work/esp" "$system/loader.efi" ::/EFI/BOOT/BOOTX64.EFI
mcopy -i "$work/esp" "$work/loader.conf" ::/loader/
mcopy -i "$work/esp" "$system/boot.efi" "::/EFI/Linux/cilingir-$release.efi"

# ---- what stays ----
mkdir -p "$work/state/config.d" "$work/state/journal" "$work/state/network"
[ -z "$site" ] || cp -r "$site/." "$work/state/"
# The terminal reads all of it (a key among it), other accounts nothing.
chown -R "0:$KIOSK_GID" "$work/state"
chmod -R u=rwX,g=rX,o= "$work/state"
# That of the network has an account of its own.
chmod -R o=rX "$work/state/network"
truncate -s "${STATE_MB}M" "$work/kept"
mke2fs -q -t ext4 -m 0 -L cilingir-state -d "$work/state" "$work/kept"

# ---- one disk ----
rm -f "$image"
truncate -s "$((ESP_MB + STATE_MB + 2 * SLOT_MB + 2))M" "$image"
sfdisk -q "$image" <<END
label: gpt
start=1MiB, size=${ESP_MB}MiB, type=uefi, name=cilingir-boot
size=${STATE_MB}MiB, type=linux, name=cilingir-state
size=${SLOT_MB}MiB, type=$ROOT_X86_64, name=cilingir-a
type=$ROOT_X86_64, name=cilingir-b
END
part() { dd if="$1" of="$image" bs=1M seek="$2" conv=notrunc,sparse status=none; }
part "$work/esp" 1
part "$work/kept" $((ESP_MB + 1))
part "$system/root" $((ESP_MB + STATE_MB + 1))
echo "$image: release $release, $(du -m "$image" | cut -f1) MB on this disk"
