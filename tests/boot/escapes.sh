# Ways out of a terminal that is a whole machine (T1 to T4): afterwards the
# screen is the one before, and the machine is still the same.  Sourced.

identity() {
	probe 'cat /proc/sys/kernel/random/boot_id /proc/sys/kernel/tainted
	    cat /sys/class/tty/tty0/active
	    systemctl show -P MainPID cilingir-kiosk'
}
must "there is a shell for the tests" within 300 probe true
ok "it has the address that its site says" eval \
    'probe networkctl status | grep -q "$TERMINAL_AT"'
before=$(identity)
next calm "Yapmak istediğiniz işlemi seçiniz" ret
# The lowest line is drawn last.
must "it stands there whole" within 300 shows "Esc Geri"
cp "$out/text" "$out/calm"

# stays KEY...: afterwards the screen is the same.  They have been read when a key
# after them has done something: F2 changes the language.
stays() {
	keys "$@" f2
	within 300 shows "Choose what you would like to do" || return 1
	keys f2
	within 60 same || { diff "$out/calm" "$out/text"; return 1; }
}
same() { screen && cmp -s "$out/calm" "$out/text"; }
# way NAME KEY...
way() {
	local name=$1
	shift
	ok "$name leads nowhere" stays "$@"
	shot "${name// /-}"
}
way "Ctrl-Z" ctrl-z
way "Ctrl-backslash" ctrl-backslash
way "Ctrl-D" ctrl-d
way "another console" alt-f2 ctrl-alt-f3 alt-right alt-left ctrl-alt-f7
way "the print key" alt-sysrq-k alt-sysrq-t alt-sysrq-b
way "scroll lock" scroll_lock ctrl-scroll_lock shift-scroll_lock
way "Ctrl-Alt-Del" ctrl-alt-delete
way "Ctrl-Alt-Del often" ctrl-alt-delete ctrl-alt-delete ctrl-alt-delete \
    ctrl-alt-delete ctrl-alt-delete ctrl-alt-delete ctrl-alt-delete \
    ctrl-alt-delete
qmp system_powerdown
way "the power button" ctrl-z
# As a person would expect: it is Esc.
keys ctrl-c
ok "Ctrl-C leads back to the first screen" within 300 welcome
shot Ctrl-C
ok "the machine, its console and its terminal are those of before" \
    [ "$(identity)" = "$before" ]
