# A person's visit, from a card that was put in to a PIN that is typed.  Sourced.

asked() { grep -q " op=$1 status=200" "$W/portal.err"; }
welcome() { shows "Hoş Geldiniz" "Portal: bağlı"; }

visit_to_pin() {
	next user-verification "Kullanıcı Doğrulama Ekranı" ret
	next password-login "Resimdeki Yazı" ret
	must "the picture has come" within 300 shows ▄
	must "an identity number is typed" typed "$DEMO_IDENTITY"
	keys tab
	must "the picture's letters are typed" typed "$(captcha)"
	keys tab
	must "a word is typed" typed "$DEMO_WORD" •
	shot typed
	next sms-confirm "SMS Onay Ekranı" ret
	next sms-code "SMS Onay Kodu Giriş Ekranı" ret
	must "a code is sent" within 300 code_comes
	# Were this to stop the output, no other screen would come (T2).
	keys ctrl-s
	must "the code is typed" typed "$code" •
	next operations-menu "İşlemler Menüsü" ret
	next unlock-card "İşleme devam etmek istiyor musunuz" ret
	next unlock-pin "Kilit Çözme Ekranı" ret
	must "a PIN is typed" typed "$DEMO_PIN" •
	keys tab
	must "and again" typed "$DEMO_PIN" •
}
code_comes() { code=$(sms-code); }

# From "Kart Pin Başarıyla Değiştirildi." to the first screen.
visit_end() {
	next menu "İşlemler Menüsü" ret
	next goodbye "Oturumunuz kapatıldı" f10
	card remove
	must "the first screen again" within 300 welcome
}
