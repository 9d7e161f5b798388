# New systems from a stick: one that is not signed, one that does not come up,
# one that does.  Sourced by run.sh.

release=$(cat "$BIN/image/system/release")

# made NAME RELEASE COMMANDS: a system and its stick.  Only a little is changed
# in a copy: its file system has another name, its release another number.
made() {
	local from=$out/$1 uuid
	system_with "$1" "$3
	rm /usr/lib/os-release
	write $out/os-release /usr/lib/os-release
	$PROBE"
	uuid=$(cat /proc/sys/kernel/random/uuid)
	tune2fs -O ^read-only -U "$uuid" "$from/root" >/dev/null
	tune2fs -O read-only "$from/root" >/dev/null
	objcopy -O binary --only-section=.cmdline "$from/boot.efi" "$out/line"
	sed -i "s,root=[^ ]*,root=/dev/cilingir/$uuid," "$out/line"
	objcopy --update-section .cmdline="$out/line" \
	    --update-section .osrel="$out/os-release" "$from/boot.efi"
	echo "$2" >"$from/release"
	packaging/image/bundle.sh "$from" "$out/update.key" "$from"
}
# os_release RELEASE: what a system says of itself.
os_release() {
	debugfs -R "cat /usr/lib/os-release" "$BIN/image/system/root" \
	    2>/dev/null | sed "s/^IMAGE_VERSION=.*/IMAGE_VERSION=$1/" \
	    >"$out/os-release"
}
stick_made() {
	truncate -s "$(($(du -sm "$out/$1/cilingir-update" | cut -f1) + 32))M" \
	    "$out/$1.stick"
	mkfs.vfat -F 32 -n KINGSTON "$out/$1.stick" >/dev/null
	mcopy -s -i "$out/$1.stick" "$out/$1/cilingir-update" ::
}
stick_in() {
	qmp blockdev-add "\"driver\": \"raw\", \"node-name\": \"$1\",
	    \"read-only\": true, \"file\": {\"driver\": \"file\",
	    \"filename\": \"$out/$1.stick\"}"
	qmp device_add "\"driver\": \"usb-storage\", \"id\": \"$1\",
	    \"drive\": \"$1\", \"removable\": true"
}
stick_out() { qmp device_del "\"id\": \"$1\""; }
running() { probe '. /etc/os-release; echo $IMAGE_VERSION'; }
kernels() { probe 'ls -1 /boot/EFI/Linux'; }

os_release $((release + 1))
made bad $((release + 1)) "rm /usr/bin/cilingir" >"$out/bad.made"
os_release $((release + 2))
made good $((release + 2)) "" >"$out/good.made"
stick_made bad
stick_made good
cp --sparse=always "$out/good.stick" "$out/forged.stick"
mtype -i "$out/good.stick" ::/cilingir-update/manifest |
    sed "s/^release .*/release $((release + 3))/" >"$out/manifest"
mcopy -o -i "$out/forged.stick" "$out/manifest" ::/cilingir-update/

stick_in forged
must "an update that somebody has changed is refused" within 300 \
    shows "imzası geçersiz" "Nothing was changed"
shot forged
stick_out forged
must "the stick is out: the terminal is back" within 300 welcome

started=$SECONDS
stick_in bad
must "one that is signed is written" within 300 \
    shows "Sürüm $((release + 1)) yazılıyor"
shot written
must "it does not come up: the system before does, and says so" within 900 \
    shows "Sürüm $((release + 1)) açılamadı" "$release, the one before"
echo "# $((SECONDS - started)) s"
shot fallen-back
ok "it was tried twice" grep -q "cilingir-$((release + 1))+0-2.efi" <(kernels)
stick_out bad
must "the terminal is back" within 300 welcome

started=$SECONDS
stick_in good
must "a good one is written and runs" within 900 \
    shows "Sürüm $((release + 2)) çalışıyor"
echo "# $((SECONDS - started)) s"
shot updated
stick_out good
must "its terminal is there" within 300 welcome
ok "it is the new release" [ "$(running)" = $((release + 2)) ]
ok "it stays" grep -qx "cilingir-$((release + 2)).efi" <(kernels)
ok "and so does the one before" grep -qx "cilingir-$release.efi" <(kernels)
