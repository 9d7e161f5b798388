# A terminal that dies or hangs is there again, and what it was at is settled.
# Sourced by run.sh.

kiosk() { probe "systemctl show -P $1 cilingir-kiosk"; }
# signalled SIGNAL: sets `at`, when, in microseconds of the machine's clock.
signalled() {
	killed=$(kiosk MainPID)
	at=$(probe "read -r up _ </proc/uptime; kill -$1 $killed
	    echo \${up/./}0000")
}
# Another process runs, and has shown its first screen.
again() {
	[ "$(kiosk ActiveState)" = active ] && [ "$(kiosk MainPID)" != "$killed" ]
}
took() {
	echo "# $1: back after $((($(kiosk ActiveEnterTimestampMonotonic) - at) \
	    / 1000)) ms"
}

# The same person's other card; the terminal is killed when the card has the
# command with the new PIN and has not answered yet.
card state "$W/usb9.state"
card insert
must "another card is read" within 300 shows "Kart kilitli" 8909 \
    "Yapmak istediğiniz işlemi seçiniz"
visit_to_pin
card fault "late-mute@+$reset_at"
keys ret
must "the card is at the reset" within 300 faults-met
ok "the journal has it on the disk" probe test -s /var/lib/cilingir/journal
signalled KILL
must "the terminal is killed there, and started again" within 300 again
took "kill -9 in an unlock"
card-out
card insert
must "it says what became of the card" within 300 \
    shows "Kart Pin Başarıyla Değiştirildi."
shot recovered
ok "so says the card" card-is unlocked
ok "the portal knows as well" within 300 report-is done
ok "the journal is empty" within 300 probe '! test -e /var/lib/cilingir/journal'
next goodbye "Oturumunuz kapatıldı" ret
card remove
must "the first screen for the next person" within 300 welcome

# So that nobody has to wait for a minute; holds from the next start.
watchdog=/run/systemd/system/cilingir-kiosk.service.d
probe "mkdir -p $watchdog; echo '[Service]
    WatchdogSec=5' >$watchdog/test.conf; systemctl daemon-reload"
signalled KILL
must "a terminal that was killed is started again" within 300 again
took "kill -9"
must "its first screen is back" within 300 welcome
shot killed
signalled STOP
must "one that hangs is killed and started again" within 300 again
took "hung, watchdog 5 s"
must "and its first screen is back" within 300 welcome
ok "it was the watchdog" probe \
    'journalctl -q -u cilingir-kiosk | grep -q "Watchdog timeout"'
shot hung
probe "rm -r $watchdog; systemctl daemon-reload"
