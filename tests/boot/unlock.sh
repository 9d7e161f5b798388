# From the power button to a card that is unlocked.  Sourced by run.sh.

started=$SECONDS
machine_up 1024x768
must "the machine boots into its terminal" within 900 welcome
echo "# $((SECONDS - started)) s from power to terminal"
ok "the terminal has shown its certificate" asked health
shot welcome
card insert
must "it reads the card in its USB reader" within 300 \
    shows "Kart kilitli" "Yapmak istediğiniz işlemi seçiniz"
visit_to_pin
commands() { grep ' command ' "$LOG"; }
typed_at=$(commands | wc -l)
keys ret
must "the card is unlocked" within 300 shows "Kart Pin Başarıyla Değiştirildi."
shot unlock-done
ok "so says the card" card-is unlocked
ok "the portal knows" within 300 report-is done
# Which command after the typed PIN it was that reset it.
reset_at=$(($(commands | grep -n ' ins=2c ' | cut -d: -f1) - typed_at))
ok "no PIN and no PUK was tried" commands-none 20 24
visit_end
