#!/bin/bash
# The packages in a clean Debian 12: they install, run, upgrade and go.
# usage: chroot.sh FOLDER      with the packages, as `make deb` leaves it
# Needs root and some minutes, so not part of `make check`.
set -eu
cd "$(dirname "$0")/../.."
debs=$(realpath "$1")
. packaging/image/root.sh
work=$(mktemp -d "${TMPDIR:-/tmp}/chroot.XXXXXX")
root=$work/root
trap 'umount "$root/proc" 2>/dev/null || true; rm -rf "$work"' EXIT
SUITE=packages SAID=$work/said
. tests/ok.sh

inside() {
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=vt100 \
	    DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 chroot "$root" "$@"
}
apt() { inside apt-get -qq -y --no-install-recommends "$@"; }
# Our own, without what is for debuggers.
ours() { (cd "$root" && ls "$1"/cilingir*.deb | grep -v dbgsym); }

# ---- a machine on which nothing of ours was ever ----
# What the packages need is there before, so that what differs afterwards is
# theirs.
mkdir "$work/debs"
for deb in "$debs"/cilingir*.deb; do
	case $deb in *dbgsym*) ;; *) cp "$deb" "$work/debs";; esac
done
root_make "$root" "$work/debs" >"$work/root.log" 2>&1 || {
	tail -20 "$work/root.log"
	exit 1
}
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/resolv.conf"
inside apt-get -qq update
needed=$(apt -s install $(ours debs | sed 's,^,./,') |
    sed -n 's/^Inst \([^ ]*\) .*/\1/p' | grep -v '^cilingir')
apt install $needed >"$work/needed.log" 2>&1

# systemctl, as it is asked by the packages: a machine that runs.
mkdir -p "$root/run/systemd/system"
mv "$root/bin/systemctl" "$root/bin/systemctl.real"
cat >"$root/bin/systemctl" <<'END'
#!/bin/sh
echo "$*" >>/run/asked
case $1 in
is-enabled|--root*|enable|disable|preset|mask|unmask)
	exec /bin/systemctl.real "$@";;
esac
END
chmod 755 "$root/bin/systemctl"
asked() { grep -E "$1" "$root/run/asked"; }

# All files, but the records of dpkg and apt, and accounts.
files() {
	(cd "$root" && find . -path ./proc -prune -o -path ./debs -prune -o \
	    -path ./next -prune -o -path ./run -prune -o \
	    -path ./tmp -prune -o -path ./var/cache -prune -o \
	    -path ./var/log -prune -o -path ./var/lib/dpkg -prune -o \
	    -path ./var/lib/apt -prune -o -print |
	    grep -vE '^./etc/(passwd|group|shadow|gshadow)-?$|^./etc/.pwd.lock' |
	    sort)
}
files >"$work/before"

# ---- install ----
: >"$root/run/asked"
ok "the four packages install" apt install $(ours debs | sed 's,^,./,')
ok "cilingir runs" inside cilingir --version
ok "its screens are there" inside cilingir screens check
for place in kiosk helpdesk ssh; do
	ok "the place $place" inside cilingir --profile "$place" config check
done
ok "cilingir-portal runs" inside cilingir-portal --version
ok "cilingir-vcard runs" inside cilingir-vcard --version
ok "the terminal shows its first screen" eval \
    'inside cilingir --plain --lang en </dev/null | grep -q "Call centre"'
ok "the kiosk has its account" inside id cilingir-kiosk
ok "which may talk to cards" eval \
    'inside id -nG cilingir-kiosk | grep -qw cilingir-card'
ok "there is the group of SSH" inside getent group cilingir-ssh
ok "the journal belongs to the kiosk" [ "$(inside stat -c %U:%a \
    /var/lib/cilingir)" = cilingir-kiosk:700 ]
ok "the kiosk starts with the machine" [ -L \
    "$root/etc/systemd/system/multi-user.target.wants/cilingir-kiosk.service" ]
ok "but not in the middle of an installation" not \
    asked '(^| )(re)?start .*cilingir-kiosk'
ok "systemd takes the units" inside systemd-analyze verify --man=no \
    cilingir-kiosk.service cilingir-console.service cilingir-portal.service

# ---- upgrade ----
echo "# of this machine" >>"$root/etc/cilingir/config.yaml"
mkdir "$root/next"
for deb in $(ours debs); do
	dpkg-deb -R "$root/$deb" "$work/one"
	sed -i -E 's/^Version: (.*)/Version: \1+next/
	    s/(cilingir \(>= [^)]*)\)/\1+next)/' "$work/one/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$work/one" "$root/next" >/dev/null
	rm -rf "$work/one"
done
: >"$root/run/asked"
ok "they upgrade" apt install $(ours next | sed 's,^,./,')
ok "to the next version" eval \
    'inside dpkg-query -W -f "\${Version}\n" cilingir | grep -q "+next$"'
ok "what the machine's owner wrote is kept" \
    grep -qx "# of this machine" "$root/etc/cilingir/config.yaml"
ok "nobody's visit is ended" not \
    asked '(stop|restart|try-restart) .*cilingir-kiosk'
ok "the portal is started anew" asked 'restart .*cilingir-portal'

# ---- purge ----
echo 'portal: x' >"$root/var/lib/cilingir/journal"
ok "they go" apt purge cilingir cilingir-kiosk cilingir-portal cilingir-vcard
files >"$work/after"
ok "and leave nothing" diff "$work/before" "$work/after"
ok "the first console is a login again" not ls \
    "$root/etc/systemd/system/multi-user.target.wants/cilingir-kiosk.service"

ok_sum
