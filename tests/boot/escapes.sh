# Ways out of a terminal that is a whole machine (T1 to T4): afterwards the
# screen is the one before, and the machine is still the same.  Sourced.

# The start screen, from wherever the last one has led to.
calm() {
	keys f10
	sleep 1
	settle
	screen "$out/home"
	keys ret
	sleep 1
	settle
}
keys ret
keys f10
sleep 1
card remove
sleep 2
calm
screen "$out/calm"
shot calm

# stays PICTURE KEY...: afterwards the screen is that one.
stays() {
	local picture=$1
	shift
	keys "$@"
	sleep 2
	settle && machine_runs && screen "$out/now" && alike "$picture" "$out/now"
}
# way NAME KEY...
way() {
	local name=$1
	shift
	ok "$name leads nowhere" stays "$out/calm" "$@"
	shot "${name// /-}"
	calm
}
# As a person would expect: it is Esc.
ok "Ctrl-C leads back to the first screen" stays "$out/home" ctrl-c
shot Ctrl-C
calm
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
monitor system_powerdown
way "the power button" ctrl-z

# That `alike` would have seen it: another screen is another one.
screen "$out/before"
keys ret
ok "another screen is told from this one" within 20 changed "$out/before"
