#!/bin/bash
# Install the Debian packages that are missing.
# usage: deps.sh [--yes | --list] [FILE...]
#        FILE: lists of packages, if not packaging/debian-packages
# Asks once; --yes does not ask.  --list prints the names and does nothing.
set -eu
how=
case ${1-} in --*) how=$1; shift;; esac
[ $# -gt 0 ] || set -- "$(dirname "$0")/debian-packages"
names=$(sed 's/#.*//' "$@" | tr -s ' \t\n' ' ')

[ "$how" != --list ] || { echo $names; exit 0; }

missing=
for name in $names; do
	state=$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null) ||
	    state=none
	# Another package may have brought the program of that name.
	[ "$state" = installed ] || command -v "$name" >/dev/null ||
	    missing="$missing $name"
done
[ -n "$missing" ] || exit 0

echo "Missing Debian packages:$missing"
if [ "$how" != --yes ]; then
	if ! [ -t 0 ]; then
		echo "Not installed: there is nobody to ask. Use YES=1." >&2
		exit 1
	fi
	read -r -p "Install them now? [Y/n] " answer
	case $answer in [nN]*) echo "Nothing was installed." >&2; exit 1;; esac
fi
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $missing
