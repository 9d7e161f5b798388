#!/bin/bash
# The kiosk's own cilingir-update, on sticks and a slot that are files: what it
# takes, what it refuses, what it leaves alone.  Whether the machine then starts
# it, or the one before, tests/boot says.
# usage: update.sh          as root; needs overlayfs and a loop device
set -eu -o pipefail
cd "$(dirname "$0")/../.."
[ -n "${IN_NAMESPACE-}" ] || IN_NAMESPACE=1 exec unshare -m "$0"
work=$(mktemp -d "${TMPDIR:-/tmp}/update.XXXXXX")
loop=
finish() {
	[ -z "$loop" ] || losetup -d "$loop"
	umount -R "$work"
	rm -rf "$work"
}
mount -t tmpfs none "$work"
trap finish EXIT
SUITE=update SAID=$work/out
. tests/ok.sh

# ---- a machine: this one's programs, its own files ----
machine=$work/machine
mkdir "$work/upper" "$work/work" "$machine"
mount -t overlay none -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" \
    "$machine"
mount --rbind /dev "$machine/dev"
mount -t proc none "$machine/proc"
mount -t tmpfs none "$machine/run"
mkdir -p "$machine/state" "$machine/boot/EFI/Linux" "$machine/sticks"
cp packaging/image/root/usr/libexec/cilingir/cilingir-update "$machine/update"
echo 'cilingir-update:x:802:802::/:/bin/false' >>"$machine/etc/passwd"
echo 'cilingir-update:x:802:' >>"$machine/etc/group"
echo IMAGE_VERSION=100 >"$machine/etc/os-release"
truncate -s 8M "$work/slot"
loop=$(losetup -f --show "$work/slot")
fake() {	# NAME: a command that the machine has in its place
	cat >"$machine/usr/local/bin/$1"
	chmod 755 "$machine/usr/local/bin/$1"
}
fake systemctl <<'CODE'
#!/bin/sh
case $* in
"-q is-active"*) ;;
"show -P StatusText"*) cat /run/status;;
*)	echo "$*" >>/run/asked;;
esac
CODE
# The person goes when they have been waited for.
fake sleep <<'CODE'
#!/bin/sh
[ "$1" != 1 ] || echo "screen welcome" >/run/status
CODE
fake findmnt <<'CODE'
#!/bin/sh
echo /dev/vda3
CODE
fake lsblk <<CODE
#!/bin/sh
case "\$*" in
"-n -o PKNAME /dev/vda3")	echo vda;;
"-n -o PARTLABEL /dev/vda3")	echo cilingir-a;;
"-n -r -o PATH,PARTLABEL /dev/vda")
	echo "/dev/vda1 cilingir-boot"
	echo "/dev/vda3 cilingir-a"
	echo "$loop cilingir-b";;
*)	exit 1;;
esac
CODE

# ---- what comes ----
openssl genpkey -algorithm ed25519 -out "$work/key"
openssl pkey -in "$work/key" -pubout -out "$machine/state/update.pem"
openssl genpkey -algorithm ed25519 -out "$work/other"
# system NAME RELEASE MB KEY: a stick with it.
system() {
	local dir=$work/$1
	mkdir "$dir"
	echo "$2" >"$dir/release"
	head -c "$3M" /dev/urandom >"$dir/root"
	head -c 100000 /dev/urandom >"$dir/boot.efi"
	packaging/image/bundle.sh "$dir" "$4" "$dir" >"$work/made"
	stick "$1"
}
stick() {
	local file=$machine/sticks/$1
	truncate -s 40M "$file"
	mkfs.vfat -F 32 "$file" >"$work/made"
	mcopy -s -i "$file" "$work/$1/cilingir-update" ::
	chown 802:802 "$file"
	chmod 400 "$file"
}
# changed NAME FROM FILE: the stick of another, a bit of one file turned.
changed() {
	local dir=$work/$1 file=$work/$1/cilingir-update/$3 at byte
	mkdir "$dir"
	cp -r "$work/$2/cilingir-update" "$dir/"
	at=$(($(stat -c %s "$file") / 2))
	byte=$(od -An -tu1 -j "$at" -N 1 "$file")
	printf "\\x$(printf %x $((byte ^ 1)))" |
	    dd of="$file" bs=1 seek="$at" conv=notrunc status=none
	stick "$1"
}
system good 200 6 "$work/key"
system old 99 1 "$work/key"
system same 100 1 "$work/key"
system big 200 9 "$work/key"
system strange 200 6 "$work/other"
changed forged good manifest
changed torn good root.zst
changed bent good boot.efi
mkdir -p "$work/empty/cilingir-update"
stick empty

# ---- what becomes of it ----
kernels=$machine/boot/EFI/Linux
before() {
	rm -f "$kernels"/* "$machine"/run/asked
	echo "screen ${1:-welcome}" >"$machine/run/status"
	echo now >"$kernels/cilingir-100.efi"
	echo before >"$kernels/cilingir-50.efi"
	head -c 8M /dev/zero | tr '\0' o >"$work/full"
	dd if="$work/full" of="$loop" conv=notrunc,fsync status=none
}
update() {
	chroot "$machine" env -i PATH=/usr/local/bin:/usr/bin:/usr/sbin:/bin \
	    /update "/sticks/$1" >"$work/said" 2>"$work/err"
}
untouched() {
	cmp "$work/full" "$loop" &&
	    [ "$(ls "$kernels" | tr '\n' ' ')" = "cilingir-100.efi cilingir-50.efi " ]
}
no_new_kernel() {
	[ "$(ls "$kernels")" = cilingir-100.efi ] && [ ! -e "$machine/boot/cilingir.new" ]
}
asked() { grep -qx "$1" "$machine/run/asked"; }
said() { grep -q "$1" "$work/said" || { cat "$work/said" "$work/err"; return 1; }; }

before sms-code
update good
ok "a signed one is in the other slot" \
    cmp -n "$(stat -c %s "$work/good/root")" "$work/good/root" "$loop"
ok "and on trial" cmp "$work/good/boot.efi" "$kernels/cilingir-200+2.efi"
ok "the one that runs can still be started" test -s "$kernels/cilingir-100.efi"
ok "what was in the slot cannot" test ! -e "$kernels/cilingir-50.efi"
ok "the person was waited for, the terminal stopped" eval \
    'grep -qx "screen welcome" "$machine/run/status" &&
    asked "stop cilingir-kiosk.service"'
ok "the machine starts anew" asked reboot

refused() {	# TEXT STICK SAID
	before
	update "$2"
	ok "$1 changes nothing" untouched
	ok "… and is told why" said "$3"
	ok "… the machine goes on" eval '! asked reboot'
}
refused "one that somebody has changed" forged "signature is not valid"
refused "one that another has signed" strange "signature is not valid"
refused "an older one" old "older than 100"
refused "the one that runs" same "update is complete"
refused "one that does not fit" big "does not fit"
before
touch "$kernels/cilingir-200+0-2.efi"
update good
ok "one that did not come up is not tried again" said "did not come up"
ok "… nothing changes" eval 'cmp "$work/full" "$loop" && ! asked reboot'
for name in torn bent; do
	before
	update "$name"
	ok "$name: a copy that is not what was signed is not started" \
	    no_new_kernel
	ok "… and is told" said "files are damaged"
	ok "… the machine goes on" eval '! asked reboot'
done
before
update empty
ok "a stick for something else disturbs nobody" eval \
    'untouched && [ ! -e "$machine/run/asked" ] && [ ! -s "$work/said" ]'
mv "$machine/state/update.pem" "$work/"
refused "one for a machine without a key" good "has no key"
ok_sum
