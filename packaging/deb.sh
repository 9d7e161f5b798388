#!/bin/bash
# Build the Debian packages into a folder and have lintian look at them.
# usage: deb.sh FOLDER
# Version and history come from CHANGES, the time from the last commit (or
# SOURCE_DATE_EPOCH), so that the same source gives the same packages.
set -eu -o pipefail
cd "$(dirname "$0")/.."
mkdir -p "$1"
to=$(realpath "$1")
version=$(head -1 CHANGES | tr -d '()' | cut -d' ' -f2)
tree=$to/cilingir-$version
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct \
    2>/dev/null || stat -c %Y CHANGES)}

# What is under version control, or all of an unpacked release.
sources() {
	git ls-files -z 2>/dev/null || find . -path ./build -prune -o \
	    -type f -print0
}

# CHANGES, as Debian writes it.
changelog() {
	local by
	by="$(sed -n 's/^Maintainer: //p' packaging/debian/control)"
	awk -v by=" -- $by  $(date -uR -d "@$SOURCE_DATE_EPOCH")" '
	function close_entry() { if (version != "") print "\n" by "\n" }
	/^cilingir \(/ {
		close_entry(); version = $2
		print $1 " " $2 " bookworm; urgency=medium"
		blank = 0
		next
	}
	/^$/ { blank++; next }
	{ for (; blank > 0; blank--) print ""; print }
	END { close_entry() }' CHANGES
}

rm -rf "$tree" "$to"/*.deb "$to"/*.changes "$to"/*.buildinfo
mkdir -p "$tree"
sources | tar -c --null -T - | tar -x -C "$tree"
cp -a "$tree/packaging/debian" "$tree/debian"
changelog >"$tree/debian/changelog"
(
	cd "$tree"
	# The environment of whoever builds must not show in the packages.
	env -i PATH="$PATH" HOME=/nonexistent LC_ALL=C.UTF-8 TZ=UTC \
	    SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" \
	    ${DEB_BUILD_OPTIONS:+DEB_BUILD_OPTIONS="$DEB_BUILD_OPTIONS"} \
	    dpkg-buildpackage -b -us -uc
) >"$to/build.log" 2>&1 || { tail -40 "$to/build.log"; exit 1; }
rm -rf "$tree"
(cd "$to" && sha256sum -- *.deb | tee SHA256SUMS)
# Three bytes of machine code that are nearly a word come and go.
lintian --info --display-info --fail-on error,warning,info \
    --suppress-tags spelling-error-in-binary \
    "$to"/cilingir_"${version}"_*.changes
echo "lintian: nothing to say"
