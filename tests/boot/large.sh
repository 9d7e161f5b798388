# Large letters on a small screen, as the machine's site says: 50 columns, 18
# rows.  Sourced by run.sh.

machine_down
card-out
FONT=Vietnamese-TerminusBold32x16
rm "$out/font"
echo "FONT=$FONT" >"$out/site/console"
packaging/image/image.sh "$out/system" "$out/disk" "$out/site"
machine_up 800x600
must "the first screen in large letters" within 900 welcome
shot large-welcome
next large-start "Yapmak istediğiniz işlemi seçiniz" ret
ok "in 50 columns and 18 rows" [ "$(probe 'stty size </dev/tty1')" = "18 50" ]
