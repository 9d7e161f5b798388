# The machine, its keyboard and its screen.  Sourced by run.sh.

PORTAL_AT=10.0.2.100 TERMINAL_AT=10.0.2.77
shots=0
W=$out/world
export W PATH=$TOP/tests/e2e/bin:$PATH
SUITE=boot SAID=$out/said
. tests/ok.sh

# A step that everything after it needs.
must() {
	local before=$failed
	ok "$@"
	[ "$failed" = "$before" ] || {
		shot "failed" && sed 's/^/# screen: /' "$out/text"
		exit 1
	}
}

# within SECONDS COMMAND...: it succeeds before that.  What does not come soon is
# looked for seldom: each look at the screen costs the machine time.
within() {
	local end=$((SECONDS + $1)) tries=0 wait=0.1
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] && kill -0 "$MACHINE" || return 1
		[ $((++tries)) -lt 20 ] || wait=2
		read -r -t "$wait" _ <> <(:) || true
	done
}

# ---- what it is made of ----
# What its owner would put on /state, a certificate of the terminal's own
# among it; the portal's with the address at which the machine sees it.
machine_site() {
	mkdir -p "$out/site/config.d"
	cp "$W/tls/ca.crt" "$out/site/ca.pem"
	cp "$W/tls/terminal.crt" "$out/site/terminal.pem"
	cp "$W/tls/terminal.key" "$out/site/terminal.key"
	cat >"$out/site/config.d/50-site.yaml" <<-END
	portal:
	  url: https://$PORTAL_AT:$WORLD_PORT
	  ca: /state/ca.pem
	  pin: "$(cat "$W/pin")"
	  certificate: /state/terminal.pem
	  key: /state/terminal.key
	  terminal: kiosk-1
	END
	mkdir "$out/site/network"
	printf '[Match]\nType=ether\n[Network]\nAddress=%s/24\n' "$TERMINAL_AT" \
	    >"$out/site/network/50-site.network"
	openssl genpkey -algorithm ed25519 -out "$out/update.key"
	openssl pkey -in "$out/update.key" -pubout -out "$out/site/update.pem"
	cat >"$W/tls/ext" <<-END
	extendedKeyUsage=serverAuth
	subjectAltName=IP:$PORTAL_AT,DNS:localhost
	END
	openssl req -new -key "$W/tls/server.key" -subj /CN=portal |
	    openssl x509 -req -CA "$W/tls/ca.crt" -CAkey "$W/tls/ca.key" \
	    -CAcreateserial -days 30 -sha256 -extfile "$W/tls/ext" \
	    -out "$W/tls/server.crt" 2>/dev/null
}

# system_with FOLDER COMMANDS: a copy of the system, changed by debugfs.
system_with() {
	mkdir "$out/$1"
	cp --sparse=always "$BIN"/image/system/* "$out/$1/"
	tune2fs -O ^read-only "$out/$1/root" >/dev/null
	debugfs -w -f - "$out/$1/root" <<<"$2" >"$out/$1.log" 2>&1
	tune2fs -O read-only "$out/$1/root" >/dev/null
}
# A shell on a serial port, so that the tests can do what nobody else can.
cat >"$out/probe.service" <<'END'
[Service]
ExecStart=/bin/sh -c 'stty raw -echo; exec bash'
StandardInput=tty-force
StandardOutput=tty
StandardError=journal
TTYPath=/dev/ttyS0
END
PROBE="cd /etc/systemd/system
write $out/probe.service probe.service
cd multi-user.target.wants
symlink probe.service /etc/systemd/system/probe.service"

# ---- the machine ----
# machine_up WIDTHxHEIGHT [OPTION OF QEMU...]
# The whole network is one address and port, a socat for each connection; no
# KVM, which is not everywhere.  CPUS=1 wastes less where others need the
# processors.
machine_up() {
	local size=$1 pipe
	shift
	for pipe in qmp probe; do
		rm -f "$out/$pipe".{in,out}
		mkfifo "$out/$pipe".{in,out}
	done
	exec {QMP_IN}<>"$out/qmp.in" {QMP_OUT}<>"$out/qmp.out"
	exec {PROBE_IN}<>"$out/probe.in" {PROBE_OUT}<>"$out/probe.out"
	qemu-system-x86_64 -accel tcg,thread=multi -smp "${CPUS:-2}" -m 1024 \
	    -cpu max -display none -vga none \
	    -device "VGA,edid=on,xres=${size%x*},yres=${size#*x}" \
	    -bios /usr/share/ovmf/OVMF.fd \
	    -drive "file=$out/disk,format=raw,if=none,id=disk,cache=unsafe" \
	    -device virtio-blk-pci,drive=disk,bootindex=0 \
	    -netdev "user,id=n,restrict=on,guestfwd=tcp:$PORTAL_AT:$WORLD_PORT-cmd:socat - TCP\\:127.0.0.1\\:$WORLD_PORT" \
	    -device virtio-net,netdev=n \
	    -device qemu-xhci -device usb-kbd \
	    -chardev "socket,id=ccid,path=$out/ccid,server=on,wait=off" \
	    -device usb-ccid -device ccid-card-passthru,chardev=ccid \
	    -chardev "pipe,id=qmp,path=$out/qmp" -mon chardev=qmp,mode=control \
	    -chardev "pipe,id=probe,path=$out/probe" -serial chardev:probe "$@" \
	    >"$out/qemu.log" 2>&1 </dev/null &
	MACHINE=$!
	qmp qmp_capabilities
}

machine_down() {
	kill "${MACHINE-}" 2>/dev/null || true
	wait "${MACHINE-}" 2>/dev/null || true
}

# qmp COMMAND [ARGUMENTS as JSON]: until it is done.
qmp() {
	local line
	printf '{"execute": "%s", "arguments": {%s}}\n' "$1" "${2-}" >&"$QMP_IN"
	while read -r -t 60 line <&"$QMP_OUT"; do
		printf '%s\n' "$line" >>"$out/qmp.log"
		case $line in
		*'"return"'*)	return 0;;
		*'"error"'*)	echo "$line"; return 1;;
		esac
	done
	echo "qemu does not answer"
	return 1
}

# probe COMMAND...: in the machine, as root; what it prints.  All of the answer
# is read before, whoever reads this; what the firmware wrote there is passed
# over.
probe() {
	local line text=
	printf 'echo @@; { %s\n} </dev/null 2>&1; echo "@@$?"\n' "$*" \
	    >&"$PROBE_IN"
	while read -r -t 120 line <&"$PROBE_OUT"; do
		case $line in
		*@@)	text=
			continue;;
		@@*)	printf '%s' "$text"
			return "${line#@@}";;
		esac
		text+=$line$'\n'
	done
	echo "the machine does not answer"
	return 1
}

# ---- keyboard: a Turkish one, of which qemu knows the places of the keys ----
keys() {
	local key
	for key; do
		qmp send-key "\"hold-time\": 30, \"keys\": [$(printf \
		    '{"type": "qcode", "data": "%s"},' ${key//-/ } |
		    sed 's/,$//')]"
	done
}
# typed TEXT [DOT]: letter by letter, each seen in its field, as DOT if there
# is one.
typed() {
	local text=$1 shown i c
	for ((i = 1; i <= ${#text}; i++)); do
		c=${text:i-1:1}
		shown=${text:0:i}
		[ -z "${2-}" ] || shown=$(printf "$2%.0s" $(seq "$i"))
		case $c in
		i)	keys apostrophe;;
		[A-Z])	keys "shift-${c,,}";;
		*)	keys "$c";;
		esac
		within 300 field "$shown" || return 1
	done
}

# ---- screen ----
FONT=Vietnamese-TerminusBold24x12
screen() {
	qmp screendump "\"filename\": \"$out/now.ppm\"" &&
	    [ -s "$out/font" ] || zcat \
	    "/usr/share/consolefonts/$FONT.psf.gz" >"$out/font" &&
	    "$BIN/tests/read_screen" "$out/font" <"$out/now.ppm" >"$out/text"
}
# shows TEXT...: all of them stand on the screen.
shows() {
	local text
	screen || return 1
	for text; do
		grep -qF -- "$text" "$out/text" || return 1
	done
}
# field TEXT: a field holds that and no more.
field() { screen && grep -qE "\[ $1[_ ]" "$out/text"; }
# shot NAME: a picture of the screen for people, build/boot/NN-NAME.png.
shot() {
	shots=$((shots + 1))
	qmp screendump "\"format\": \"png\",
	    \"filename\": \"$out/$(printf %02d "$shots")-$1.png\""
}
# next NAME TEXT KEY...: the screen with that text comes.
next() {
	local name=$1 text=$2
	shift 2
	keys "$@"
	must "$name" within 300 shows "$text"
	shot "$name"
}
