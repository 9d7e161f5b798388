#!/bin/bash
# The demo's phone: what to type, the messages as they arrive, and answers to
# them (a mobile signature: EVET or HAYIR, and the code).  It is also where the
# person is at the bank (BANKA EVET or BANKA HAYIR, and the code).
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
	    "Mobile phone: $DEMO_PHONE" \
	    "Internet banking: BANK YES and the code" \
	    "F12: to the phone and back"
else
	printf '%s\n' "Kimlik No: $DEMO_IDENTITY" \
	    "Güvenlik Sözcüğü: $DEMO_WORD" "Yeni PIN: $DEMO_PIN" \
	    "e-Devlet Şifresi: $DEMO_EDEVLET" "WEB Parola: $DEMO_WEB" \
	    "Cep telefonu: $DEMO_PHONE" \
	    "İnternet bankacılığı: BANKA EVET ve kod" \
	    "F12: telefona geç, geri dön"
fi
tell() {	# TEXT COMMAND…
	printf '%s\n' "$1" | "$BIN/cilingir-portal" \
	    --config "$folder/../portal.yaml" "${@:2}" 2>&1
}
answer() {
	case ${1^^} in
	"BANK "*|"BANKA "*)
		tell "${1#* }" bank-in --identity "$DEMO_IDENTITY";;
	*)	tell "$1" sms-in --from "$DEMO_PHONE";;
	esac
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
