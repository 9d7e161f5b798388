# More of the world than the demo has, made once for all scenarios: other
# cards, another holder.  Sourced by run.sh after world_make.
OTHER_IDENTITY=10000000214

printf 'Baska2026\n' | world_portal enrol holder --identity "$OTHER_IDENTITY" \
    --name "Başka Kullanıcı" --phone +905410000000 || return 1

printf 'Vardiya2026\n' | world_portal operator add --account gise.1 \
    --name "Deneme Görevlisi" || return 1

# The same person's second card; somebody else's; one that the portal does
# not know; one of a kind that no driver knows; a revoked one; a card that is
# not locked.
world_card second.state 414b495301234567890a8902 --locked &&
(DEMO_IDENTITY=$OTHER_IDENTITY &&
    world_card other.state 414b495301234567890a8903 --locked) &&
world_vcard stranger.state 414b495301234567890a8904 \
    "$(world_random_hex 16)" --locked &&
world_vcard unknown.state 414b495301234567890a8905 \
    "$(world_random_hex 16)" --locked --atr 3b8580018073c82110 &&
world_card revoked.state 414b495301234567890a8906 --locked &&
world_portal enrol card --identity "$DEMO_IDENTITY" \
    --serial 414b495301234567890a8906 --type akis --state revoked &&
world_card open.state 414b495301234567890a8907 &&
printf '%s\n' 702416 83120547 | world_portal enrol letter \
    --serial "$DEMO_SERIAL" --year 2010 &&
CARD_TYPE=gids world_card gids.state 414b495301234567890a890800000001 \
    --type gids --locked &&
CARD_TYPE=akis2 world_card akis2.state 414b495301234567890a8919 \
    --type akis2 --locked &&
# Cards that need no portal: AKİS V1.0, made before and after 2011; two of
# another kind.
for made in old:2009-06-01 young:2012-06-01; do
	CARD_PUK=83120547 world_vcard "${made%:*}.state" \
	    414b495301234567890a8908 "$(world_random_hex 16)" --locked \
	    --atr 3bba11008131fe4d55454b41452056312e30ae \
	    --from "${made#*:}" --days 3650 || return 1
done &&
# The holder's identity card, of the authority of such cards.
world_vcard id.state 414b495301234567890a8920 "$(world_random_hex 16)" \
    --type akis2 --login-only --ca-cert "$WORLD/tls/id-ca.crt" \
    --ca-key "$WORLD/tls/id-ca.key" &&
world_vcard piv.state 414b495301234567890a890900000001 \
    "$(world_random_hex 24)" --type piv &&
world_vcard openpgp.state 414b49530910 "$(printf 12345678 | od -An -tx1 |
    tr -d ' ')" --type openpgp &&
world_vcard pgp.state 414b49530911 "$(printf 12345678 | od -An -tx1 |
    tr -d ' ')" --type openpgp-kdf --locked &&
sed -i 's/^puk-tries .*/puk-tries 0/' "$WORLD/pgp.state" &&
CARD_TYPE=akis-scp world_card scp.state 414b495301234567890a890a \
    --type akis-scp --locked &&

# Turkish locales, where the system has what they are made of: their "i" has
# surprised many programs.
if [ -e /usr/share/i18n/locales/tr_TR ]; then
	mkdir "$WORLD/locale"
	for charset in ISO-8859-9 UTF-8; do
		localedef -i tr_TR -f "$charset" "$WORLD/locale/tr_TR.$charset"
	done
fi

# For a server in the portal's place (bin/bad): the right key under a name of
# its own, another key, another authority.
(cd "$WORLD" && touch hosts && PATH=$TOP/tests/e2e/bin:$PATH &&
    openssl ecparam -name prime256v1 -genkey -noout -out tls/stranger.key &&
    server-cert tls/named.crt tls/server.key 30 localhost portal.test &&
    server-cert tls/stranger.crt tls/stranger.key 30 localhost portal.test &&
    openssl ecparam -name prime256v1 -genkey -noout -out tls/foreign.key &&
    openssl req -x509 -new -key tls/foreign.key -days 30 -sha256 \
	-out tls/foreign.crt -subj /CN=portal.test \
	-addext subjectAltName=DNS:localhost,DNS:portal.test \
	2>/dev/null) || return 1
