# Start a portal of one's own in $dir.  Sourced by tests here and elsewhere.
# Needs: portal (path of the program), dir (an empty folder).
# shellcheck shell=bash

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# A configuration with the given "key: value" lines put over the defaults
# below; lines are named section.key, e.g. lifetimes.sms=2.  The lines of
# $issuer are its section of that name.
portal_config() {
	local -A set=([listen.address]=127.0.0.1 [listen.port]=0
	    [lifetimes.resend]=0 [lifetimes.mail_resend]=0
    [limits.mails_per_hour]=1000 [limits.questions_per_minute]=100000
    [limits.words_per_minute]=100000
	    [limits.sms_per_hour]=1000 [limits.sessions_per_minute]=100000
	    [limits.captchas_per_minute]=100000
	    [limits.logins_per_minute]=100000
	    [signature.ca]=tls/ca.crt [signature.audience]=portal.example)
	local pair name section
	for pair; do set[${pair%%=*}]=${pair#*=}; done
	{
		for section in listen lifetimes limits signature; do
			echo "$section:"
			for name in "${!set[@]}"; do
				[ "${name%%.*}" != $section ] ||
				    echo "  ${name#*.}: ${set[$name]}"
			done
		done
		cat <<EOF
tls:
  certificate: tls/server.crt
  key: tls/server.key
${client_ca:+  client_ca: tls/ca.crt}
database: portal.db
keys: {data: data.key, master: master.key}
sms:
  command: ${sms_command:-[$here/../../packaging/sms-to-folder, $dir/phone]}
  timeout: 30
  text:
    tr: "Kamu SM giriş SMS Onay Kodunuz: {code} ({minutes} dk)."
    en: "Your Kamu SM login code: {code} ({minutes} min)."
  phone_text:
    tr: "Kamu SM telefon SMS Onay Kodunuz: {code} ({minutes} dk)."
    en: "Your Kamu SM phone code: {code} ({minutes} min)."
  unlock_text:
    tr: "Kamu SM yeni PIN SMS Onay Kodunuz: {code} ({minutes} dk)."
    en: "Your Kamu SM code for a new PIN: {code} ({minutes} min)."
  mobile_text:
    tr: "Terminaldeki kod {code} ise EVET {code} yanıtlayınız ({minutes} dk)."
    en: "If the terminal shows {code}, answer YES {code} ({minutes} min)."
mail:
  command: ${mail_command:-[$here/../../packaging/sms-to-folder, $dir/mail]}
  timeout: 30
  from: "Kamu SM <no-reply@portal.example>"
  word:
    subject: {tr: "Güvenlik Sözcüğü yenileme kodunuz", en: "Your code for a new security word"}
    text:
      tr: "Güvenlik Sözcüğü için kodunuz: {code} ({minutes} dk)."
      en: "Your code for a new security word: {code} ({minutes} min)."
  email:
    subject: {tr: "Adres onayı", en: "Address"}
    text:
      tr: "Adres onay kodunuz: {code} ({minutes} dk)."
      en: "Your address code: {code} ({minutes} min)."
  changed:
    subject: {tr: "Adresiniz değişti", en: "Changed"}
    text: {tr: "Adresiniz değişti.", en: "Your address was changed."}
captcha:
${captcha_waived:+  waived: certified}
  question: {tr: "İlk harfler: {words}.", en: "First letters: {words}."}
  words:
    tr: [Ankara, Denizli, Edirne, Fatsa, Kars, Manisa, Rize, Xyz]
    en: [apple, door, engine, forest, kitchen, mirror, river, water]
${issuer:+issuer:
$issuer}
${staffed:+terminals: {staffed: "$staffed"\}}
call_centre: "444 5 576"
required_version: 0.1.0
EOF
	} >"$dir/portal.yaml"
}

portal_run() { "$portal" --config "$dir/portal.yaml" "$@"; }

# Wait until a command succeeds; 15 s at most.
await() {
	local until=$((SECONDS + 15))
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $until ] || return 1
		read -r -t 0.05 <> <(:) || true
	done
}

# Sets portal_pid and url.
portal_start() {
	: >>"$dir/log"
	local lines
	lines=$(grep -c portal.listening "$dir/log") || true
	# Not portal_run: $! is to be the portal, not a shell around it.
	"$portal" --config "$dir/portal.yaml" serve 2>>"$dir/log" &
	portal_pid=$!
	_listening() {
		[ "$(grep -c portal.listening "$dir/log")" -gt "$lines" ]
	}
	_listening_or_gone() { _listening || ! kill -0 "$portal_pid"; }
	if ! await _listening_or_gone || ! _listening; then
		cat "$dir/log" >&2
		return 1
	fi
	url=https://127.0.0.1:$(sed -n \
	    's/.*portal.listening.*port=//p' "$dir/log" | tail -1)
}

# Sets portal_status.
portal_stop() {
	[ -n "${portal_pid-}" ] || return 0
	kill -TERM "$portal_pid"
	portal_status=0
	wait "$portal_pid" || portal_status=$?
	portal_pid=
}
