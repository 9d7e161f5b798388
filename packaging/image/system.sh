#!/bin/bash
# The system of a kiosk: what a disk or an update is made of.
# usage: system.sh DEBS DIR
#   DEBS    folder with the packages (`make deb`)
#   DIR     gets root      its file system, which nobody can write to
#                boot.efi  kernel and command line in one file; the command line
#                          names that very file system
#                loader.efi  what starts the newest boot.efi that works
#                release   a number: a later one is newer
#
# Needs root and packaging/debian-packages-image.
set -eu -o pipefail
here=$(dirname "$(realpath "$0")")
debs=$(realpath "$1") to=$2
. "$here/root.sh"
mkdir -p "$to"
to=$(realpath "$to")
rm -f "$to"/*
work=$(mktemp -d "${TMPDIR:-/tmp}/image.XXXXXX")
trap 'rm -rf "$work"' EXIT
root=$work/root
release=$(date -u +%Y%m%d%H%M%S)

COMMAND_LINE='ro systemd.volatile=state
    quiet loglevel=3 systemd.show_status=0 rd.systemd.show_status=0 panic=10
    console=tty0 vt.default_utf8=1'

without_modules() {
	sed '/^#/d; s,.*,--dpkgopt=path-exclude=/lib/modules/*/kernel/&/*,' \
	    "$here/modules"
}
mkdir "$work/debs"
cp "$debs"/cilingir_*.deb "$debs"/cilingir-kiosk_*.deb "$work/debs"
mapfile -t without < <(without_modules)
root_make "$root" "$work/debs" "${without[@]}" \
    --include=linux-image-amd64,initramfs-tools,zstd,udev,dbus,kmod \
    --include=systemd-resolved,systemd-boot,console-setup-linux,kbd \
    --include=pcscd,libccid,openssl,mtools \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --essential-hook="cp -r '$here/root/.' \"\$1\"" \
    --customize-hook='cp --remove-destination /etc/resolv.conf "$1/etc/"' \
    --customize-hook='chroot "$1" sh -c "DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends /debs/*.deb"' \
    --customize-hook='chroot "$1" systemd-sysusers' \
    --customize-hook='rm -r "$1/debs"'

# ---- what makes a Debian this machine, besides image/root ----
mkdir "$root/state"
ln -sf ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
echo cilingir >"$root/etc/hostname"
printf '127.0.0.1 localhost cilingir\n::1 localhost\n' >"$root/etc/hosts"
: >"$root/etc/machine-id"
printf 'IMAGE_ID=cilingir\nIMAGE_VERSION=%s\n' "$release" \
    >>"$root/usr/lib/os-release"
chroot "$root" systemctl -q enable systemd-networkd cilingir-up.service
# No login anywhere, and no shell for who can make the boot fail.
chroot "$root" systemctl -q mask getty@.service serial-getty@.service \
    console-getty.service emergency.service rescue.service
# There is nothing to set up at the boot: cilingir-console does it.  The loader
# comes with the disk and stays.
chroot "$root" systemctl -q mask console-setup.service \
    keyboard-setup.service systemd-boot-update.service \
    systemd-boot-system-token.service
# Nobody looks at these.
chroot "$root" systemctl -q mask sys-kernel-debug.mount \
    sys-kernel-tracing.mount dev-hugepages.mount dev-mqueue.mount \
    sys-fs-fuse-connections.mount apt-daily.timer apt-daily-upgrade.timer \
    dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service
kernel=$(ls "$root"/boot/vmlinuz-*)
initrd=$(ls "$root"/boot/initrd.img-*)

# ---- what the firmware starts ----
uuid=$(cat /proc/sys/kernel/random/uuid)
printf 'root=/dev/cilingir/%s %s' "$uuid" "$COMMAND_LINE" | tr -s ' \n' ' ' \
    >"$work/cmdline"
objcopy \
    --add-section .osrel="$root/usr/lib/os-release" \
    --change-section-vma .osrel=0x20000 \
    --add-section .cmdline="$work/cmdline" \
    --change-section-vma .cmdline=0x30000 \
    --add-section .linux="$kernel" --change-section-vma .linux=0x2000000 \
    --add-section .initrd="$initrd" --change-section-vma .initrd=0x3000000 \
    /usr/lib/systemd/boot/efi/linuxx64.efi.stub "$to/boot.efi"
cp /usr/lib/systemd/boot/efi/systemd-bootx64.efi "$to/loader.efi"
rm -r "$root/boot"
mkdir "$root/boot"

# ---- the system, read-only by a mark of its own ----
size=$(du -sm "$root" | cut -f1)
truncate -s "$((size * 108 / 100 + 24))M" "$to/root"
mke2fs -q -t ext4 -b 4096 -O ^has_journal -m 0 -U "$uuid" -L cilingir -d "$root" \
    "$to/root"
tune2fs -O read-only "$to/root" >/dev/null
echo "$release" >"$to/release"
echo "release $release: $size MB, $(du -m "$to/boot.efi" | cut -f1) MB to start it"
