#!/bin/bash
# The demo's phone: what to type, the messages as they arrive, and answers to
# them (a mobile signature: EVET or HAYIR, and the code).
# usage: phone.sh WORLD
set -u
folder=$1/phone
shown= typed=
bold=$(tput bold) plain=$(tput sgr0)
clear
echo "${bold}Telefon / Phone${plain}"
if [ "${DEMO_LANG-}" = en ]; then
	printf '%s\n' "Identity number: $DEMO_IDENTITY" \
	    "Security word: $DEMO_WORD" "New PIN: $DEMO_PIN" \
	    "e-Devlet password: $DEMO_EDEVLET" "Web password: $DEMO_WEB" \
	    "Mobile phone: $DEMO_PHONE" "F12: to the phone and back"
else
	printf '%s\n' "Kimlik No: $DEMO_IDENTITY" \
	    "Güvenlik Sözcüğü: $DEMO_WORD" "Yeni PIN: $DEMO_PIN" \
	    "e-Devlet Şifresi: $DEMO_EDEVLET" "WEB Parola: $DEMO_WEB" \
	    "Cep telefonu: $DEMO_PHONE" "F12: telefona geç, geri dön"
fi
answer() {
	printf '%s\n' "$1" | "$BIN/cilingir-portal" \
	    --config "$folder/../portal.yaml" sms-in --from "$DEMO_PHONE" 2>&1
}
while [ -d "$folder" ]; do
	for message in "$folder"/*.txt; do
		[ -f "$message" ] && [[ $message > $shown ]] || continue
		shown=$message
		printf '\n%s\a\n' "$bold$(date +%H:%M:%S)$plain"
		sed '1,/^$/d' "$message" | fold -s -w "$(tput cols)"
	done
	# What was typed before the time was up is in part.
	if read -r -t 0.2 part; then
		[ -z "$typed$part" ] || answer "$typed$part"
		typed=
	else
		typed+=$part
	fi
done
