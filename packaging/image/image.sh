#!/bin/bash
# A disk that boots straight into the terminal (UEFI).
# usage: image.sh DEBS IMAGE [SITE]
#   DEBS    folder with the packages (`make deb`)
#   IMAGE   the file to make
#   SITE    folder of the machine's own files: config.d/*.yaml, ca.pem, …
#
# Three parts: what the firmware starts (kernel and its command line in one
# file), the system, which nobody can write to, and 64 MB that stay: /state with
# the machine's configuration and the journal of cut-off unlocks.  All else
# that is written is in memory.  update.sh puts a new system on such a disk and
# leaves /state alone.
#
# Needs root, a quarter of an hour at most, and packaging/debian-packages-image.
set -eu -o pipefail
here=$(dirname "$(realpath "$0")")
debs=$(realpath "$1") image=$2 site=${3-}
. "$here/root.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/image.XXXXXX")
trap 'rm -rf "$work"' EXIT
root=$work/root
ESP_MB=160 STATE_MB=64

COMMAND_LINE='root=PARTLABEL=cilingir-root ro systemd.volatile=state
    quiet loglevel=3 systemd.show_status=0 rd.systemd.show_status=0 panic=10
    console=tty0 vt.default_utf8=1'

# ---- the system ----
ours() { ls "$debs"/cilingir_*.deb "$debs"/cilingir-kiosk_*.deb; }
mkdir "$work/debs"
cp $(ours) "$work/debs"
root_make "$root" "$work/debs" \
    --include=linux-image-amd64,initramfs-tools,zstd,udev,dbus,kmod \
    --include=systemd-resolved,console-setup-linux,kbd \
    --include=pcscd,libccid \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d"' \
    --essential-hook='echo COMPRESS=zstd >"$1/etc/initramfs-tools/conf.d/cilingir"' \
    --customize-hook='cp --remove-destination /etc/resolv.conf "$1/etc/"' \
    --customize-hook='chroot "$1" sh -c "DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends /debs/*.deb"' \
    --customize-hook='rm -r "$1/debs"'

cat >"$root/etc/fstab" <<END
PARTLABEL=cilingir-state /state ext4 nodev,nosuid,noexec,noatime 0 2
/state/config.d /etc/cilingir/config.d none bind,ro,x-systemd.requires-mounts-for=/state 0 0
/state/journal /var/lib/cilingir none bind,x-systemd.requires-mounts-for=/state 0 0
END
mkdir "$root/state"
cat >"$root/etc/systemd/network/80-dhcp.network" <<END
[Match]
Type=ether
[Network]
DHCP=yes
END
ln -sf ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
chroot "$root" systemctl -q enable systemd-networkd
echo cilingir >"$root/etc/hostname"
printf '127.0.0.1 localhost cilingir\n::1 localhost\n' >"$root/etc/hosts"
: >"$root/etc/machine-id"
# No login anywhere, and no shell for who can make the boot fail.
chroot "$root" systemctl -q mask getty@.service serial-getty@.service \
    console-getty.service emergency.service rescue.service
# There is nothing to set up at the boot: cilingir-console does it.
chroot "$root" systemctl -q mask console-setup.service \
    keyboard-setup.service
kernel=$(ls "$root"/boot/vmlinuz-*)
initrd=$(ls "$root"/boot/initrd.img-*)

# ---- what the firmware starts ----
printf '%s' "$COMMAND_LINE" | tr -s ' \n' ' ' >"$work/cmdline"
objcopy \
    --add-section .osrel="$root/etc/os-release" \
    --change-section-vma .osrel=0x20000 \
    --add-section .cmdline="$work/cmdline" \
    --change-section-vma .cmdline=0x30000 \
    --add-section .linux="$kernel" --change-section-vma .linux=0x2000000 \
    --add-section .initrd="$initrd" --change-section-vma .initrd=0x3000000 \
    /usr/lib/systemd/boot/efi/linuxx64.efi.stub "$work/bootx64.efi"
truncate -s "${ESP_MB}M" "$work/esp"
mkfs.vfat -F 32 -n CILINGIR "$work/esp" >/dev/null
mmd -i "$work/esp" ::/EFI ::/EFI/BOOT
mcopy -i "$work/esp" "$work/bootx64.efi" ::/EFI/BOOT/BOOTX64.EFI
rm -r "$root/boot"
mkdir "$root/boot"

# ---- the system's part, read-only by a mark of its own ----
size=$(du -sm "$root" | cut -f1)
truncate -s "$((size * 115 / 100 + 32))M" "$work/system"
mke2fs -q -t ext4 -m 0 -L cilingir-root -d "$root" "$work/system"
tune2fs -O read-only "$work/system" >/dev/null
size=$(stat -c %s "$work/system")

# ---- what stays ----
mkdir -p "$work/state/config.d" "$work/state/journal"
[ -z "$site" ] || cp -r "$site/." "$work/state/"
chown -R 0:0 "$work/state"
truncate -s "${STATE_MB}M" "$work/kept"
mke2fs -q -t ext4 -m 0 -L cilingir-state -d "$work/state" "$work/kept"

# ---- one disk ----
MB=$((1024 * 1024))
truncate -s "$(((ESP_MB + STATE_MB + 2) * MB + size))" "$image"
sfdisk -q "$image" <<END
label: gpt
start=1MiB, size=${ESP_MB}MiB, type=uefi, name=cilingir-boot
size=${STATE_MB}MiB, type=linux, name=cilingir-state
type=linux, name=cilingir-root
END
part() { dd if="$1" of="$image" bs=1M seek="$2" conv=notrunc,sparse status=none; }
part "$work/esp" 1
part "$work/kept" $((ESP_MB + 1))
part "$work/system" $((ESP_MB + STATE_MB + 1))
echo "$image: $(du -m "$image" | cut -f1) MB on this disk"
