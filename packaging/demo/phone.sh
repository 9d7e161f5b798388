#!/bin/bash
# The demo's phone: what to type, and the messages as they arrive.
# usage: phone.sh FOLDER IDENTITY WORD PIN
set -u
folder=$1
shown=
bold=$(tput bold) plain=$(tput sgr0)
clear
echo "${bold}Telefon / Phone${plain}"
if [ "${DEMO_LANG-}" = en ]; then
	printf '%s\n' "Identity number: $2" "Security word: $3" "New PIN: $4"
else
	printf '%s\n' "Kimlik No: $2" "Güvenlik Sözcüğü: $3" "Yeni PIN: $4"
fi
while [ -d "$folder" ]; do
	for message in "$folder"/*.txt; do
		[ -f "$message" ] && [[ $message > $shown ]] || continue
		shown=$message
		printf '\n%s\a\n' "$bold$(date +%H:%M:%S)$plain"
		sed '1,/^$/d' "$message" | fold -s -w "$(tput cols)"
	done
	read -r -t 0.2 -n 1 _ || true
done
