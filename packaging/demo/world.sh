# A whole small world, for the demo and for the end-to-end tests: portal with
# its certificates, a holder with a locked virtual card, pcscd.  To be sourced.
#
#   BIN   where the programs are          TOP   the project's top folder
#
# world_make DIR        make everything that starts from nothing
# world_enter CMD…      run CMD in a namespace of its own (network, mounts,
#                       processes), with loopback and an empty /run
# world_up DIR          start portal, pcscd, card; returns when they answer
# world_down            end what world_up started
#
# WORLD_READERS         another reader.conf than that of vpcd
# world_config          write its configurations (again after it was copied)

DEMO_IDENTITY=${DEMO_IDENTITY:-10000000146}
DEMO_WORD=${DEMO_WORD:-Deneme2026}
DEMO_PIN=${DEMO_PIN:-507294}
DEMO_PHONE=${DEMO_PHONE:-+905400000000}
DEMO_EMAIL=${DEMO_EMAIL:-deneme@posta.example}
DEMO_EDEVLET=${DEMO_EDEVLET:-Kapi4Sifre}
DEMO_WEB=${DEMO_WEB:-Parola5Web}
DEMO_SERIAL=${DEMO_SERIAL:-414b495301234567890a8901}
WORLD_PORT=${WORLD_PORT:-8443}

world_say() { printf '%s\n' "$*" >&2; }

# Wait until a command succeeds, or say what did not come.
world_until() {
	local what=$1 tries=0
	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		if [ "$tries" -gt 600 ]; then
			world_say "$what did not come"
			return 1
		fi
		read -r -t 0.05 _ <> <(:) || true
	done
}

world_random_hex() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

world_portal() { "$BIN/cilingir-portal" --config "$WORLD/portal.yaml" "$@"; }

# world_vcard FILE SERIAL KEY [OPTION…]: make a virtual card, with a certificate
# of the demo's authority in the holder's name.  CARD_PUK: its PUK.
world_vcard() {
	local state=$1 serial=$2 key=$3
	shift 3
	set -- --ca-cert "$WORLD/tls/ca.crt" --ca-key "$WORLD/tls/ca.key" \
	    --subject "Deneme Kullanıcı" --identity "$DEMO_IDENTITY" "$@"
	printf 'pin=246813\npuk=%s\nkey=%s\n' \
	    "${CARD_PUK:-$(world_random_hex 4 | tr a-f 0-5)}" "$key" |
	    "$BIN/cilingir-vcard" create --state "$WORLD/$state" \
	    --serial "$serial" --secrets-from - "$@"
}

# world_card FILE SERIAL [OPTION…]: enrol a card for the holder, make it.
# CARD_TYPE: its type as the portal calls it, and the terminal's driver.
world_card() {
	local state=$1 serial=$2
	shift 2
	world_portal enrol card --identity "$DEMO_IDENTITY" \
	    --serial "$serial" --type "${CARD_TYPE:-akis}"
	world_portal enrol key --serial "$serial" --out "$WORLD/key.tmp"
	world_vcard "$state" "$serial" "$(cat "$WORLD/key.tmp")" "$@"
	rm -f "$WORLD/key.tmp"
}

# world_enrol NAME [OPTION…]: a certificate, on the card of the demo.
world_enrol() {
	local name=$1
	shift
	world_portal enrol certificate --identity "$DEMO_IDENTITY" \
	    --card "$DEMO_SERIAL" --file "$WORLD/tls/$name.pem" "$@"
}

# world_certificate NAME FROM TO [OPTION…]: make one and enrol it.
world_certificate() {
	local name=$1 from=$2 to=$3
	shift 3
	"$TOP/packaging/demo/certificate.sh" "$WORLD/tls" "$name" \
	    "Deneme Kullanıcı" "$from" "$to"
	world_enrol "$name" "$@"
}

# What a card is made with that its certificate begins a year ago and ends in
# 30 days.
world_year() {
	local from
	from=$(date -u -d "-1 year" +%F)
	echo --from "$from" --days \
	    $((($(date -u +%s) - $(date -u -d "$from" +%s)) / 86400 + 30))
}

world_parts() {
	mkdir -p "$WORLD/phone"
	chmod 700 "$WORLD"
	"$TOP/packaging/demo/certs.sh" "$WORLD/tls" >"$WORLD/pin"
	world_config
	world_portal init-keys
	printf '%s\n' "$DEMO_WORD" | world_portal enrol holder \
	    --identity "$DEMO_IDENTITY" --name "Deneme Kullanıcı" \
	    --phone "$DEMO_PHONE" --email "$DEMO_EMAIL" \
	    --address "Deneme Mahallesi, Örnek Sokak 5, Çankaya, Ankara"
	printf '%s\n' "$DEMO_EDEVLET" | world_portal enrol edevlet \
	    --identity "$DEMO_IDENTITY"
	printf '%s\n' "$DEMO_WEB" | world_portal enrol web-password \
	    --identity "$DEMO_IDENTITY"
	# Its certificate is in use; the next one waits for it to end; one has
	# expired.
	world_card card.state "$DEMO_SERIAL" --locked \
	    --certificate "$WORLD/tls/now.pem" $(world_year)
	world_enrol now --state active
	# The PIN that it came with, as PIN ve PUK Bilgileri shows it.
	printf '246813\n' | world_portal enrol letter \
	    --serial "$DEMO_SERIAL" --year "$(date -u -d "-1 year" +%Y)"
	world_certificate next "-1 day" "+3 years"
	world_certificate past "-3 years" "-2 years" --state active
}

# In a shell of its own, so that the first thing that fails ends it, whatever
# the caller does with the result.
world_make() {
	WORLD=$1
	TOP=$TOP BIN=$BIN WORLD=$WORLD bash -eu -o pipefail -c \
	    '. "$TOP/packaging/demo/world.sh"; world_parts'
}

world_enter() {
	local user=
	[ "$(id -u)" = 0 ] || user=Ur
	exec unshare "-${user}nmpf" --mount-proc --kill-child "$@"
}

# Who tells the portal who has come by the door of e-Devlet: the portal itself.
WORLD_ISSUER='  kind: direct
  application: "TÜBİTAK - KamuSM Geçit Uygulaması"
  address: "https://gecit.example/OAuth2/edevletsso"
  password: true
  mobile: true
  bank: true
  bank_address: "https://banka.example/onay"
  card_ca: tls/id-ca.crt'

world_config() {
	# The commented defaults, with the paths of this world.
	sed -e "s,port: 8443,port: $WORLD_PORT," \
	    -e 's,: portal\.\(crt\|key\),: tls/server.\1,' \
	    -e 's,/var/lib/cilingir-portal/,,' \
	    -e 's,: portal-,: ,' \
	    -e 's,# ca: signers-ca.crt,ca: tls/ca.crt,' \
	    -e "s,localhost:8443,localhost:$WORLD_PORT," \
	    -e "s|command: .*|command: [$TOP/packaging/sms-to-folder, $WORLD/phone]|" \
	    -e '/^  kind: none$/d' "$TOP/config/portal.yaml" |
	    awk -v issuer="$WORLD_ISSUER" '{ print }
		$0 == "issuer:" { print issuer }' >"$WORLD/portal.yaml"
	cat >"$WORLD/cilingir.yaml" <<-EOT
	portal:
	  url: https://localhost:$WORLD_PORT
	  ca: tls/ca.crt
	  pin: "$(cat "$WORLD/pin")"
	  terminal: demo-1
	card: {link: pcsc, cards: $TOP/config/cards.yaml}
	screens: $TOP/screens
	helpers: $BIN
	journal: journal
	log: terminal.log
	exit: true
	notice:
	  tr: "DENEME: Kimlik No $DEMO_IDENTITY, güvenlik sözcüğü $DEMO_WORD, yeni PIN (örneğin) $DEMO_PIN"
	  en: "DEMO: identity number $DEMO_IDENTITY, security word $DEMO_WORD, new PIN (for example) $DEMO_PIN"
	EOT
}

# In a namespace of our own only: nothing on the host is touched.
world_network() {
	ip link set lo up
	mount -t tmpfs -o mode=755 none /run
	mkdir -p /run/pcscd
}

world_portal_up() {
	(cd "$WORLD" && exec "$BIN/cilingir-portal" --config portal.yaml serve) \
	    >"$WORLD/portal.log" 2>"$WORLD/portal.err" </dev/null &
	WORLD_PORTAL=$!
	world_until portal bash -c "exec 3<>/dev/tcp/127.0.0.1/$WORLD_PORT"
}

world_pcscd_up() {
	LD_PRELOAD= pcscd -f ${WORLD_READERS:+-c "$WORLD_READERS"} \
	    >"$WORLD/pcscd.log" 2>&1 </dev/null &
	WORLD_PCSCD=$!
	world_until pcscd test -S /run/pcscd/pcscd.comm
}

# world_card_up [STATE [OPTION…]]
world_card_up() {
	local state=${1:-card.state}
	shift || true
	"$BIN/cilingir-vcard" --state "$WORLD/$state" --log "$WORLD/card.log" \
	    --control "$WORLD/card.sock" "$@" \
	    >"$WORLD/vcard.log" 2>"$WORLD/vcard.err" </dev/null &
	WORLD_CARD=$!
	world_until "the card" world_card_in
}

world_card_tell() { "$BIN/cilingir-vcard" tell "$WORLD/card.sock" "$*"; }

# pcscd has asked the card for its answer to reset: it has seen it.
world_card_in() { grep -q ' event atr' "$WORLD/card.log"; }

# world_up DIR: what UP names (all of it by default), with the card CARD.
world_up() {
	local what
	WORLD=$1
	world_network
	for what in ${UP-portal pcscd card}; do
		case $what in
		portal)	world_portal_up;;
		pcscd)	world_pcscd_up;;
		card)	world_card_up ${CARD-} ${FAULT:+--fault $FAULT};;
		esac
	done
}

# End what was started, in the order in which it is needed least.
world_down() {
	local pid
	for pid in ${WORLD_CARD-} ${WORLD_PCSCD-} ${WORLD_PORTAL-}; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
}
