#!/bin/bash
# Two builds of the Debian packages, in different paths, with other times of
# the sources, another umask, another number of processors, give the same
# packages to the byte.  Takes minutes, so not part of `make check`.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1790000000

copy() {	# FOLDER: the sources, each file with the time of now
	mkdir -p "$1"
	git ls-files -z | tar -c --null -T - | tar -xm -C "$1"
}
copy "$work/one"
copy "$work/a/much/longer/path"
(umask 022; DEB_BUILD_OPTIONS=parallel=1 \
    "$work/one/packaging/deb.sh" "$work/first")
(umask 002; TZ=Asia/Tokyo LC_ALL=C DEB_BUILD_OPTIONS=parallel=2 \
    "$work/a/much/longer/path/packaging/deb.sh" "$work/second")
diff "$work/first/SHA256SUMS" "$work/second/SHA256SUMS"
echo "reproducible: $(grep -c . "$work/first/SHA256SUMS") packages are the same"
