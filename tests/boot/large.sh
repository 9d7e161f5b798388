# Large letters on a small screen, as the machine's site says: 50 columns, 18
# rows.  A stick that is a disk of the same names, with no site, is in from the
# power button on.  Sourced by run.sh.

machine_down
card-out
FONT=Vietnamese-TerminusBold32x16
rm "$out/font"
echo "FONT=$FONT" >"$out/site/console"
packaging/image/image.sh "$out/system" "$out/disk" "$out/site"
packaging/image/image.sh "$out/system" "$out/twin.stick"
machine_up 800x600 \
    -drive "if=none,id=twin,file=$out/twin.stick,format=raw,read-only=on" \
    -device usb-storage,drive=twin
must "the first screen in large letters" within 900 welcome
shot large-welcome
next large-start "Yapmak istediğiniz işlemi seçiniz" ret
ok "in 50 columns and 18 rows" [ "$(probe 'stty size </dev/tty1')" = "18 50" ]
ok "its parts are those of its own disk" probe 'for at in / /state /boot; do
	    ls $at >/run/null
	    realpath "$(findmnt -n -o SOURCE $at | tail -1)"
    done | tr -d "0-9\n" | grep -qx /dev/vda/dev/vda/dev/vda'
