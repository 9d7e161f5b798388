#!/bin/bash
# Installed programs: `make install` into an empty DESTDIR, then for another
# PREFIX, whose programs must find everything there without an option; the
# units in the eyes of systemd.
# usage: run.sh      OUT: where the sanitized programs are, built
set -u
cd "$(dirname "$0")/../.." || exit 1
OUT=${OUT:-build/asan}
BUILD=${BUILD:-build}
work=$(mktemp -d) || exit 1
SUITE=install SAID=$work/said
. tests/ok.sh
trap 'rm -rf "$work"' EXIT
export HOME=$work/home
unset XDG_CONFIG_HOME
mkdir "$HOME"

# says STATUS TEXT COMMAND...: ends with STATUS and prints TEXT.
says() {
	local status=$1 text=$2 said is
	shift 2
	said=$("$@" </dev/null 3<&- 2>&1)
	is=$?
	[ $is = "$status" ] && [[ $said == *"$text"* ]] && return
	echo "exit $is instead of $status, or no \"$text\" in:"
	echo "$said"
	return 1
}

quiet_make() { make --no-print-directory -s SANITIZE=1 "$@"; }

# ---- DESTDIR: what is installed, and how ----
root=$work/root
ok "make install DESTDIR=" quiet_make BUILD="$BUILD" DESTDIR="$root" \
    install install-systemd

installed_is() {
	local manuals screens
	manuals=$(cd packaging/man && for f in *.[1578]; do
		echo "644 usr/share/man/man${f##*.}/$f"; done)
	screens=$(printf '644 usr/share/cilingir/%s\n' screens/*.yaml)
	diff <(sort <<-END
	755 usr/bin/cilingir
	755 usr/bin/cilingir-ssh
	755 usr/bin/cilingir-vcard
	755 usr/sbin/cilingir-portal
	755 usr/libexec/cilingir/cilingir-card
	755 usr/libexec/cilingir/cilingir-net
	755 usr/libexec/cilingir/cilingir-save
	755 usr/libexec/cilingir/cilingir-console
	755 usr/libexec/cilingir/sms-to-folder
	644 etc/cilingir/cards.yaml
	644 etc/cilingir/config.yaml
	644 etc/cilingir/profiles/helpdesk.yaml
	644 etc/cilingir/profiles/kiosk.yaml
	644 etc/cilingir/profiles/ssh.yaml
	644 etc/cilingir/portal.yaml
	644 usr/share/bash-completion/completions/cilingir
	644 usr/share/bash-completion/completions/cilingir-portal
	644 usr/share/bash-completion/completions/cilingir-vcard
	644 usr/share/cilingir/ssh/sshd.conf
	644 usr/lib/systemd/system/cilingir-console.service
	644 usr/lib/systemd/system/cilingir-kiosk.service
	644 usr/lib/systemd/logind.conf.d/10-cilingir-kiosk.conf
	644 usr/lib/systemd/system.conf.d/10-cilingir-kiosk.conf
	644 usr/lib/sysctl.d/60-cilingir-kiosk.conf
	644 usr/share/polkit-1/rules.d/10-cilingir-kiosk.rules
	644 usr/share/cilingir/kiosk/trf.kmap.gz
	644 usr/share/cilingir/kiosk/trq.kmap.gz
	644 usr/lib/systemd/system/cilingir-portal.service
	644 usr/lib/systemd/system/pcscd.socket.d/10-cilingir.conf
	644 usr/lib/sysusers.d/cilingir.conf
	644 usr/lib/sysusers.d/cilingir-kiosk.conf
	644 usr/lib/sysusers.d/cilingir-portal.conf
	644 usr/lib/tmpfiles.d/cilingir.conf
	644 usr/lib/tmpfiles.d/cilingir-kiosk.conf
	644 usr/lib/tmpfiles.d/cilingir-portal.conf
	$manuals
	$screens
	END
	) <(find "$root" -type f -printf '%m %P\n' | sort)
}
ok "exactly these files, with these modes" installed_is
ok "with /usr the texts are those of the source" bash -c '
	cmp config/cilingir.yaml '"$root"'/etc/cilingir/config.yaml &&
	cmp packaging/man/cilingir.1 '"$root"'/usr/share/man/man1/cilingir.1'
echo "# mine" >>"$root/etc/cilingir/config.yaml"
quiet_make BUILD="$BUILD" DESTDIR="$root" install >/dev/null 2>&1
ok "a configuration that is there is kept" \
    grep -qx '# mine' "$root/etc/cilingir/config.yaml"

# ---- Another PREFIX, in a copy of what is built ----
mkdir "$work/build"
cp -a "$OUT" "$work/build/asan"
there=(PREFIX="$work/opt" ETCDIR="$work/etc" STATEDIR="$work/var")
ok "make install PREFIX=" quiet_make BUILD="$work/build" "${there[@]}" \
    install install-systemd
rm -rf "$work/build"
bin=$work/opt/bin

for program in "$bin"/cilingir{,-vcard} "$work"/opt/sbin/cilingir-portal \
    "$work"/opt/libexec/cilingir/cilingir-{card,net,save,console}; do
	name=$(basename "$program")
	ok "$name --version" says 0 \
	    "$name $(head -1 CHANGES | tr -d '()' | cut -d' ' -f2)" \
	    "$program" --version
done
ok "no text names another place" bash -c '
	! grep -rnE "/usr/(bin|sbin|share|libexec)/cilingir|/etc/cilingir" \
	    '"$work/opt/lib $work/opt/share $work/etc"
ok "cilingir screens check" "$bin/cilingir" screens check
ok "cilingir config check" "$bin/cilingir" config check
# Line by line, as there is no terminal; the person is gone at once.
ok "cilingir finds its screens and helpers" says 0 "444 5 576" "$bin/cilingir"
cards=$("$bin/cilingir" --version | sed -n 's/^cards: //p')
ok "cards.yaml is where the terminal looks" [ "$cards" = "$work/etc/cards.yaml" ]
for link in "cilingir-card --cards $cards --link pcsc" \
    "cilingir-net --url https://portal.example --ca $cards"; do
	# shellcheck disable=SC2086
	ok "${link%% *} started by hand says what it misses" \
	    says 2 "descriptor 3" "$work/opt/libexec/cilingir/"$link
done
for place in kiosk helpdesk ssh; do
	ok "the place $place" "$bin/cilingir" --profile "$place" config check
done
ok "config show says who has said it" says 0 \
    "$(printf 'idle.after_s: 60\t# %s' "$work/etc/profiles/kiosk.yaml")" \
    "$bin/cilingir" --profile kiosk config show
echo 'language: xx' >"$work/etc/config.d/50-wrong.yaml"
ok "config.d is read" says 2 "$work/etc/config.d/50-wrong.yaml:1:" \
    "$bin/cilingir" config check
rm "$work/etc/config.d/50-wrong.yaml"
rm "$work/opt/libexec/cilingir/cilingir-net"
ok "a helper that is missing is named" says 2 "cilingir-net: the helper" \
    "$bin/cilingir"

. tests/install/kiosk.sh

# ---- what they are made of ----
sbom=$work/cilingir.spdx
packaging/sbom.sh "$OUT" >"$sbom" || failed=$((failed + 1))
links() {	# PROGRAM HOW PACKAGE
	grep -qx "Relationship: SPDXRef-$1 $2 SPDXRef-debian-$3" "$sbom"
}
every_ref_is_there() {
	comm -23 <(grep '^Relationship: ' "$sbom" | tr ' ' '\n' |
	    grep '^SPDXRef-' | sort -u) \
	    <(sed -n 's/^SPDXID: //p' "$sbom" | sort) | grep . && return 1
	return 0
}
ok "the SBOM knows what curl is for" links cilingir-net DYNAMIC_LINK libcurl4
ok "and that the terminal has none" not links cilingir DYNAMIC_LINK libcurl4
ok "its checksums are those of the programs" grep -q \
    "SHA256: $(sha256sum <"$OUT/cilingir-card" | cut -d' ' -f1)" "$sbom"
ok "what it refers to is in it" every_ref_is_there

# Each offer hides something, and config.yaml explains it.
offers_are_of_use() {
	local name names
	names=$(sed -nE 's/.*X\(FACT_OFFER_[A-Z_]*, "offer-([^"]*)".*/\1/p' \
	    src/core/facts.h)
	[ -n "$names" ] || return 1
	for name in $names; do
		grep -q "when: offer-$name\$" screens/*.yaml ||
			{ echo "no screen says: when: offer-$name"; return 1; }
		grep -q "^#   $name  *[^ ]" config/cilingir.yaml ||
			{ echo "config.yaml does not explain $name"; return 1; }
	done
}
ok "each offer hides something and is explained" offers_are_of_use

# ---- systemd ----
ok "the kiosk is the place kiosk" grep -qx \
    "ExecStart=$bin/cilingir --profile kiosk" \
    "$work/opt/lib/systemd/system/cilingir-kiosk.service"
verified() {	# a key that it does not know is only worth a word to it
	local said
	said=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1)
	[ $? = 0 ] && [ -z "$said" ] || { echo "$said"; return 1; }
}
exposed() {	# UNIT TENTHS: at most this much
	local level
	level=$(systemd-analyze security --offline=true --no-pager "$1" |
	    sed -n 's/.*exposure level for [^:]*: \([0-9]*\)\.\([0-9]\).*/\1\2/p')
	[ -n "$level" ] && [ "$level" -le "$2" ] ||
		{ echo "${level:-nothing}, not $2 tenths at most"; return 1; }
}
if command -v systemd-analyze >/dev/null; then
	for unit in "$work"/opt/lib/systemd/system/*.service; do
		ok "systemd-analyze verify $(basename "$unit")" \
		    verified "$unit"
		ok "exposure of $(basename "$unit") is 1.5 at most" \
		    exposed "$unit" 15
	done
else
	echo "ok # skip systemd-analyze is not here: units were not looked at"
fi

ok_sum
