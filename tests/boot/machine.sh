# The machine, its keyboard and its screen.  Sourced by run.sh.

PORTAL_AT=10.0.2.100
passed=0 failed=0 shots=0
W=$out/world
export W PATH=$TOP/tests/e2e/bin:$PATH

ok() {
	local text=$1
	shift
	if "$@" >"$out/said" 2>&1; then
		passed=$((passed + 1))
		echo "ok - boot: $text"
	else
		failed=$((failed + 1))
		echo "not ok - boot: $text"
		sed 's/^/# /' "$out/said"
	fi
}
# A step that everything after it needs.
must() {
	local before=$failed
	ok "$@"
	[ "$failed" = "$before" ] || exit 1
}

# within SECONDS COMMAND...: it succeeds in that time.
within() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		kill -0 "$MACHINE" || return 1
		sleep 0.3
	done
}

# ---- the machine ----
# What its owner would put on /state; the portal's certificate with the address
# at which the machine sees it.
machine_site() {
	mkdir -p "$out/site/config.d"
	cp "$W/tls/ca.crt" "$out/site/ca.pem"
	cat >"$out/site/config.d/50-site.yaml" <<-END
	portal:
	  url: https://$PORTAL_AT:$WORLD_PORT
	  ca: /state/ca.pem
	  pin: "$(cat "$W/pin")"
	  terminal: kiosk-1
	END
	chmod -R a+rX "$out/site"
	cat >"$W/tls/ext" <<-END
	extendedKeyUsage=serverAuth
	subjectAltName=IP:$PORTAL_AT,DNS:localhost
	END
	openssl req -new -key "$W/tls/server.key" -subj /CN=portal |
	    openssl x509 -req -CA "$W/tls/ca.crt" -CAkey "$W/tls/ca.key" \
	    -CAcreateserial -days 30 -sha256 -extfile "$W/tls/ext" \
	    -out "$W/tls/server.crt" 2>/dev/null
}

# The state's part of the image, with the site's files in it.
machine_disk() {
	local start size
	cp --sparse=always "$BIN/image/cilingir.img" "$out/disk"
	read -r start size < <(sfdisk -d "$out/disk" | sed -nE \
	    's/.*start= *([0-9]+), size= *([0-9]+),.*name="cilingir-state".*/\1 \2/p')
	mkdir -p "$out/state/journal"
	cp -r "$out/site/." "$out/state/"
	chown -R 0:0 "$out/state"
	truncate -s $((size * 512)) "$out/kept"
	mke2fs -q -t ext4 -L cilingir-state -d "$out/state" "$out/kept"
	dd if="$out/kept" of="$out/disk" bs=512 seek="$start" conv=notrunc \
	    status=none
}

# The whole network is one address and port, a socat for each connection; no
# KVM, which is not everywhere; "no reboot" ends qemu instead.
machine_up() {
	qemu-system-x86_64 -accel tcg,thread=multi -smp 2 -m 1024 -cpu max \
	    -display none -vga none \
	    -device VGA,edid=on,xres=1024,yres=768 \
	    -bios /usr/share/ovmf/OVMF.fd -no-reboot \
	    -drive "file=$out/disk,format=raw,if=virtio" \
	    -netdev "user,id=n,restrict=on,guestfwd=tcp:$PORTAL_AT:$WORLD_PORT-cmd:socat - TCP\\:127.0.0.1\\:$WORLD_PORT" \
	    -device virtio-net,netdev=n \
	    -device qemu-xhci -device usb-kbd \
	    -chardev "socket,id=ccid,path=$out/ccid,server=on,wait=off" \
	    -device usb-ccid -device ccid-card-passthru,chardev=ccid \
	    -monitor "unix:$out/monitor,server=on,wait=off" \
	    >"$out/qemu.log" 2>&1 </dev/null &
	MACHINE=$!
	world_until qemu test -S "$out/monitor"
}

machine_down() {
	kill "${MACHINE-}" 2>/dev/null || true
	wait "${MACHINE-}" 2>/dev/null || true
	rm -f "$out/disk" "$out/kept"
}

machine_runs() { kill -0 "$MACHINE"; }

monitor() {
	printf '%s\n' "$*" | socat -t 2 - "UNIX-CONNECT:$out/monitor" >>"$out/monitor.log"
}

# ---- keyboard: a Turkish one, of which qemu knows the places of the keys ----
keys() {
	local key
	for key; do
		monitor "sendkey $key 60"
		sleep 0.15
	done
}
typed() {
	local text=$1 c i
	for ((i = 0; i < ${#text}; i++)); do
		c=${text:i:1}
		case $c in
		i)	keys apostrophe;;
		[A-Z])	keys "shift-${c,,}";;
		*)	keys "$c";;
		esac
	done
}

# ---- screen ----
# The cursor blinks; a file is a picture with the cursor out of the way as far
# as two of them agree.
screen() { monitor "screendump $1"; [ -s "$1" ]; }
# shot NAME: the screen at rest, as build/boot/NN-NAME.png.
shot() {
	shots=$((shots + 1))
	settle
	monitor "screendump $out/$(printf %02d "$shots")-$1.png -f png"
}
settle() {
	local i
	for ((i = 0; i < 30; i++)); do
		screen "$out/a" || true
		sleep 0.5
		screen "$out/b" || true
		! alike "$out/a" "$out/b" || return 0
	done
	return 1
}
# At most a cell's worth of bytes differs: a cursor.
alike() { [ "$(cmp -l "$1" "$2" 2>/dev/null | head -2000 | wc -l)" -lt 1200 ]; }
