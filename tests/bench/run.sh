#!/bin/bash
# Measure, each figure beside its peer or floor in the same run.
# usage: run.sh BUILD
#
# Environment: SESSIONS=50 terminals side by side, SECONDS_EACH=10 of rest.
# The table is tests/bench/rows; leaves $BUILD/bench/results.tsv and, as they
# were measured, $BUILD/bench/figures.  Fails when something could not be
# measured, never because a machine is slow.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
export TOP=$PWD BIN=$(realpath "${1:-build}")
export SESSIONS=${SESSIONS:-50} SECONDS_EACH=${SECONDS_EACH:-10}
bench=$BIN/bench
W=$bench/world
. packaging/demo/world.sh

say() { printf 'bench: %s\n' "$*" >&2; }

# The N-th identity number from a million on, with its check digits.
identity() {
	awk -v n="$1" 'BEGIN {
		s = sprintf("%09d", 200000000 + n)
		for (i = 1; i <= 9; i++) {
			d = substr(s, i, 1); sum += d
			if (i % 2) odd += d; else even += d
		}
		ten = (odd * 7 - even + 100) % 10
		print s ten (sum + ten) % 10
	}'
}

holder() {	# N
	local id=$(identity "$1") serial
	serial=$(printf '414b49530123456789%06x' "$1")
	printf '%s\n' "$DEMO_WORD" | world_portal enrol holder \
	    --identity "$id" --name "Deneme Kullanıcı" \
	    --phone "$(printf '+9054200%05d' "$1")"
	world_portal enrol card --identity "$id" --serial "$serial" --type akis
	world_portal enrol key --serial "$serial" --out "$WORLD/key.tmp"
	rm -f "$WORLD/key.tmp"
	echo "$id $serial" >>"$WORLD/holders"
	echo "$(identity $(($1 + 5000))) -" >>"$WORLD/strangers"
}

# One configuration a terminal: journals and logs are not shared.
configurations() {
	local i
	sed -i -e '/^notice:/,$d' "$WORLD/cilingir.yaml"
	for ((i = 0; i < SESSIONS; i++)); do
		sed -e "s,^journal: .*,journal: journal-$i," \
		    -e "s,^log: .*,log: terminal-$i.log," \
		    "$WORLD/cilingir.yaml" >"$WORLD/cilingir-$i.yaml"
	done
	sed "s,localhost:$WORLD_PORT,localhost:$RELAY_PORT," \
	    "$WORLD/cilingir.yaml" >"$WORLD/relay.yaml"
	# Limits are for people; here one address does it all.
	sed -i -e 's,\(sms_per_hour:\) .*,\1 10000,' \
	    -e 's,\(s_per_minute:\) .*,\1 1000000,' \
	    -e 's,\(resend:\) .*,\1 0,' "$WORLD/portal.yaml"
}

make_world() {
	local i
	rm -rf "$W"
	mkdir -p "$bench"
	say "making a world with $SESSIONS holders"
	world_make "$W"
	WORLD=$W
	# The demo's card once more, with a key that is known here.
	world_portal enrol key --serial "$DEMO_SERIAL" --out "$W/card.key"
	rm -f "$W"/card.state*
	world_vcard card.state "$DEMO_SERIAL" "$(cat "$W/card.key")" --locked
	cp "$W/card.state" "$W/locked.state"
	for ((i = 1; i <= SESSIONS; i++)); do
		holder "$i"
	done
	configurations
	rm -rf "$bench/ssh"
	# Only root can start an sshd for other accounts.
	[ "$(id -u)" != 0 ] || tests/bench/ssh.sh prepare "$BIN" "$bench/ssh"
}

measure_first() {
	local card=$bench/pinentry
	printf 'OPTION ttyname=/dev/tty\nOPTION ttytype=xterm-256color\n%s' \
	    $'OPTION lc-ctype=C.UTF-8\nGETPIN\n' >"$card"
	TERM=xterm-256color LC_ALL=C.UTF-8 "$bench/first_paint" 40 \
	    -- hello Çıkış "$bench/hello" \
	    -- cilingir Çıkış "$BIN/cilingir" --config "$W/cilingir.yaml" \
	    --lang tr \
	    -- dialog ancel dialog --form Kod 12 60 2 Kod: 1 1 '' 1 12 10 10 \
	    -- whiptail ancel whiptail --inputbox Kod 12 60 \
	    -- pinentry ancel "<$card" pinentry-curses
}

measure_card() {
	CARD_KEY=$(cat "$W/card.key") PIN=$DEMO_PIN "$bench/bare_card" 50
	"$bench/unlock" 15 "$RELAY_PORT" "$WORLD_PORT" "$DEMO_IDENTITY"
	"$TOP/tests/e2e/card_log.sh" "$W/card.log" unlock 99 |
	    awk '{ print "unlock_commands.cilingir\t" $4 }'
}

# handshakes NAME PID PORT: a second of processor time makes so many.
handshakes() {
	local before after n
	before=$(cpu_ticks "$2")
	n=$(openssl s_time -connect "localhost:$3" -CAfile "$W/tls/ca.crt" \
	    -new -time 4 2>/dev/null |
	    sed -n 's/^\([0-9]*\) connections in .* real .*/\1/p')
	after=$(cpu_ticks "$2")
	awk -v name="$1" -v n="${n:-0}" -v t=$((after - before)) \
	    -v hz="$(getconf CLK_TCK)" 'BEGIN {
		if (!(n > 0 && t > 0)) {
			print "cannot measure: handshakes" > "/dev/stderr"
			exit 1
		}
		printf "handshakes.%s\t%.0f\n", name, n * hz / t
	}'
}

cpu_ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; }

measure_portal() {
	local load=("$bench/portal_load" "$WORLD_PORTAL" \
	    "https://localhost:$WORLD_PORT" "$W/tls/ca.crt" "$(cat "$W/pin")")
	local bare=$((WORLD_PORT + 2)) pid
	"$bench/net_time" 20 "$BIN/cilingir-net" "$bench/bare_net" \
	    "https://localhost:$WORLD_PORT" "$W/tls/ca.crt" "$(cat "$W/pin")" \
	    2>"$W/net.err"
	"$bench/bare_tls" "$bare" "$W/tls/server.crt" "$W/tls/server.key" \
	    "$(sed -n '/http_tls_priorities\[\]/,/;/s/.*"\(.*\)".*/\1/p' \
	    src/portal/http_tls.c | tr -d '\n')" &
	pid=$!
	world_until "bare TLS" bash -c "exec 3<>/dev/tcp/127.0.0.1/$bare"
	handshakes bare "$pid" "$bare"
	handshakes portal "$WORLD_PORTAL" "$WORLD_PORT"
	kill "$pid"
	wait "$pid" 2>/dev/null || true
	"${load[@]}" flows "$SESSIONS"
	"${load[@]}" persons $((SESSIONS < 40 ? SESSIONS : 40))
	"${load[@]}" slow 300
}

measure() {
	export PATH=$TOP/tests/e2e/bin:$PATH W
	export WORD=$DEMO_WORD PIN=$DEMO_PIN S_PIXEL=█
	. tests/e2e/words.tr
	UP="portal pcscd" world_up "$W"
	trap world_down EXIT
	say "first screens"
	measure_first
	say "$SESSIONS terminals, $SECONDS_EACH s at rest, three times"
	"$bench/sessions" "$SESSIONS" "$SECONDS_EACH" "$bench/hello" \
	    $(cut -d' ' -f1 "$W/holders")
	if [ -d "$bench/ssh" ]; then
		say "$SESSIONS sessions by SSH"
		tests/bench/ssh.sh measure "$bench/ssh" "$W" "$SESSIONS" \
		    "$SECONDS_EACH"
	fi
	say "card"
	world_card_up card.state
	measure_card
	say "others' programs, each with a card that takes 20 ms"
	tests/bench/peers.sh "$BIN" "$W"
	say "portal"
	measure_portal
}

export RELAY_PORT=$((WORLD_PORT + 1))
if [ -z "${IN_BENCH-}" ]; then
	make_world >"$bench.log" 2>&1 || { cat "$bench.log"; exit 1; }
	export IN_BENCH=1
	("$0" "$@" >"$bench/figures") || {
		say "something could not be measured"
		tail -n 5 "$W"/*.err "$W"/{terminal,card,pcscd}.log >&2
		exit 1
	}
	rows=(tests/bench/rows)
	[ ! -d "$bench/ssh" ] || rows+=(tests/bench/rows.ssh)
	awk -f tests/bench/table.awk "$bench/figures" <(cat "${rows[@]}") \
	    >"$bench/results.tsv" || exit 1
	column -t -s "$(printf '\t')" "$bench/results.tsv"
elif [ "$IN_BENCH" = 1 ]; then
	export IN_BENCH=2
	world_enter "$0" "$@"
else
	measure
fi
