# From the power button to a card that is unlocked.  Sourced by run.sh.

asked() { grep -q " op=$1 status=200" "$W/portal.err"; }
card_read() { grep -q ' command ' "$W/card.log"; }

machine_site
machine_disk
UP=portal world_up "$W"
"$BIN/cilingir-vcard" --state "$W/usb.state" --log "$W/card.log" \
    --control "$W/card.sock" --vscard "$out/ccid" \
    >"$W/vcard.log" 2>"$W/vcard.err" </dev/null &
WORLD_CARD=$!
started=$SECONDS
machine_up
must "the machine boots, its terminal asks the portal" within 240 asked health
must "and reads the card in its USB reader" within 60 card_read
echo "# $((SECONDS - started)) s from power to terminal"
shot welcome

# next NAME KEY...: another screen comes.
next() {
	local name=$1
	shift
	screen "$out/before"
	keys "$@"
	must "$name" within 20 changed "$out/before"
	shot "$name"
}
changed() { screen "$out/now" && ! alike "$1" "$out/now"; }

next start ret
next user-verification ret
next password-login ret
must "the picture has come" within 20 asked captchaImage
shot picture
typed "$DEMO_IDENTITY"
keys tab
typed "$(captcha)"
keys tab
typed "$DEMO_WORD"
shot typed
keys ret
must "the person is logged in" within 20 asked loginPassword
shot sms-confirm
keys ret
must "a code is sent" within 20 asked smsSend
shot sms-code
code=$(sms-code)
# Were this to stop the output, no other screen would come (T2).
keys ctrl-s
typed "$code"
next operations-menu ret
must "the code is right" asked smsVerify
next unlock-card ret
next unlock-pin ret
typed "$DEMO_PIN"
keys tab
typed "$DEMO_PIN"
keys ret
must "the card is unlocked" within 60 card-is unlocked
must "the portal knows" within 30 report-is done
shot unlock-done
ok "no PIN and no PUK was tried" env LOG="$W/card.log" commands-none 20 24
