# A terminal that dies or hangs is there again, and what it was at is settled.
# Sourced by run.sh.

kiosk() { probe "systemctl show -P $1 cilingir-kiosk"; }
again() { [ "$(kiosk NRestarts)" = "$1" ] && [ "$(kiosk ActiveState)" = active ]; }
# signalled SIGNAL: sets `at`, when, in microseconds of the machine's clock.
signalled() {
	at=$(probe "read -r up _ </proc/uptime; kill -$1 $(kiosk MainPID)
	    echo \${up/./}0000")
}
# The first screen was shown again that long after `at`.
took() {
	echo "# $1: back after $((($(kiosk ActiveEnterTimestampMonotonic) - at) \
	    / 1000)) ms"
}

# So that nobody has to wait for a minute; holds from the next start.
probe 'mkdir -p /run/systemd/system/cilingir-kiosk.service.d
    printf "[Service]\nWatchdogSec=5\n" \
    >/run/systemd/system/cilingir-kiosk.service.d/test.conf
    systemctl daemon-reload'
signalled KILL
must "a terminal that was killed is started again" within 300 again 1
took "kill -9"
must "its first screen is back" within 300 welcome
shot killed

signalled STOP
must "one that hangs is killed and started again" within 300 again 2
took "hung, watchdog 5 s"
must "and its first screen is back" within 300 welcome
ok "it was the watchdog" probe \
    'journalctl -q -u cilingir-kiosk | grep -q "Watchdog timeout"'
shot hung

# The same person's other card; the power to the terminal goes when the card
# has the command with the new PIN and has not answered yet.
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
must "the terminal is killed there, and started again" within 300 again 3
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
