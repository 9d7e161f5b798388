# What makes a machine a kiosk: keyboard, font, and the files that lock it.
# Sourced by run.sh; $work/opt has everything installed.

lib=$work/opt/lib share=$work/opt/share/cilingir

# ---- keyboard ----
# With a key that leads away this finds it: the same look at the system's own.
leads_away() {
	loadkeys --parse "$1" &&
	    zgrep -oE '\<(Console_[0-9]+|[A-Za-z]+_Console|Boot|Break|SAK|KeyboardSignal|Show_[A-Za-z]+|Scroll_[A-Za-z]+)\>' \
	    "$1"
}
stays() {
	! leads_away "$1" >"$work/keys" || { sort -u "$work/keys"; return 1; }
	loadkeys --parse "$1"
}
# Every letter of Turkish stands on some key.
has_letters() {
	local letter
	for letter in 011f 011e 00fc 00dc 015f 015e 00f6 00d6 00e7 00c7 0131 \
	    0130 0069 0049; do
		zgrep -qi "U+$letter" "$1" || { echo "no U+$letter"; return 1; }
	done
}
ckbcomp -layout tr | gzip >"$work/system.kmap.gz"
ok "the system's keyboard leads to other consoles" \
    leads_away "$work/system.kmap.gz"
for map in trq trf; do
	ok "keyboard $map leads nowhere" stays "$share/kiosk/$map.kmap.gz"
	ok "keyboard $map has the letters of Turkish" \
	    has_letters "$share/kiosk/$map.kmap.gz"
done
ok "they are two" not cmp "$share/kiosk/trq.kmap.gz" "$share/kiosk/trf.kmap.gz"
# Keycode 23 is the key right of U: "ı" on Q, "ğ" is elsewhere on F.
key() { zgrep "^keycode $2 = " "$share/kiosk/$1.kmap.gz" | cut -d' ' -f4; }
ok "on Q the letter right of u is ı" [ "$(key trq 23)" = "+U+0131" ]
ok "on F the letter left of the first row is f" [ "$(key trf 16)" = "+U+0066" ]

# ---- font ----
# lacks FONT: what of the screens' letters and pictures it cannot show.
lacks() {
	local letter table
	table=$(zcat "$1" | psfgettable - | tr 'a-f' 'A-F') || return 2
	for letter in 011F 011E 00FC 00DC 015F 015E 00F6 00D6 00E7 00C7 0131 \
	    0130 00E2 00EE 2580 2584 2588 2500 2502 2022; do
		grep -qE "[[:space:]]U\\+$letter([[:space:]]|\$)" <<<"$table" ||
			printf 'U+%s ' "$letter"
	done
}
fonts=/usr/share/consolefonts
default=$(sed -n 's/.* FONT=\(.*\)/\1/p' \
    "$lib/systemd/system/cilingir-console.service" | tail -1)
for font in "$default" Vietnamese-TerminusBold32x16; do
	ok "the font $font has all that is shown" \
	    [ "$(lacks "$fonts/$font.psf.gz")" = "" ]
done
ok "one that has not is noticed" \
    [ "$(lacks $fonts/Lat15-TerminusBold16.psf.gz)" = "U+2580 U+2584 " ]

# ---- drop-ins ----
# The commented defaults of Debian name every key of the version that is here.
known_keys() {	# FILE DEFAULTS
	local key
	while IFS='=' read -r key _; do
		case $key in "#"*|"["*|"") continue;; esac
		grep -qE "^#?$key=" "$2" || { echo "no $key in $2"; return 1; }
	done <"$1"
}
ok "logind knows its keys" known_keys \
    "$lib/systemd/logind.conf.d/10-cilingir-kiosk.conf" \
    /etc/systemd/logind.conf
ok "systemd knows its keys" known_keys \
    "$lib/systemd/system.conf.d/10-cilingir-kiosk.conf" \
    /etc/systemd/system.conf
sysctls_exist() {
	local line key
	while read -r line; do
		case $line in "#"*|""|-*) continue;; esac
		key=${line%% *}
		# The magic keys are compiled out of some kernels.
		[ "$key" = kernel.sysrq ] || [ -e "/proc/sys/${key//.//}" ] ||
			{ echo "no $key"; return 1; }
	done <"$lib/sysctl.d/60-cilingir-kiosk.conf"
}
ok "the kernel knows its settings" sysctls_exist
ok "no magic keys" grep -qx "kernel.sysrq = 0" \
    "$lib/sysctl.d/60-cilingir-kiosk.conf"

# ---- accounts and folders, made in an empty root ----
root=$work/machine
mkdir -p "$root/etc" "$root/run" "$root/var/lib"
touch "$root/etc/passwd" "$root/etc/group"
made() {
	systemd-sysusers --root="$root" "$lib"/sysusers.d/*.conf &&
	    systemd-tmpfiles --root="$root" --create "$lib"/tmpfiles.d/*.conf
}
folder() { [ "$(stat -c %a "$root$1")" = "$2" ]; }
if [ "$(id -u)" = 0 ] && command -v systemd-tmpfiles >/dev/null; then
	ok "accounts and folders are made" made
	ok "the kiosk may talk to cards" \
	    grep -q '^cilingir-card:.*:cilingir-kiosk$' "$root/etc/group"
	ok "the journal is its own" folder "$work/var" 700
	ok "sockets of SSH cannot be taken away" folder /run/cilingir-ssh 1730
	ok "Ctrl-Alt-Del starts nothing" [ "$(readlink \
	    "$root/run/systemd/system/ctrl-alt-del.target")" = /dev/null ]
else
	echo "ok # skip accounts and folders: root and systemd-tmpfiles make them"
fi

# ---- the console's own program ----
console=$work/opt/libexec/cilingir/cilingir-console
ok "cilingir-console without a word says how" says 2 "usage: " "$console"
ok "it does not take another" says 2 "usage: " "$console" switch
