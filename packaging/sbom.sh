#!/bin/bash
# What the programs are made of: SPDX 2.3, tag and value, on standard output.
# usage: sbom.sh BUILD
#
# Each program is a package with its checksum; each Debian package whose
# library it loads, or (libcrypto in the terminal) that is linked into it, is
# one with the version that is installed where this runs: where it was built.
set -eu -o pipefail
build=$1
cd "$(dirname "$0")/.."
version=$(head -1 CHANGES | tr -d '()' | cut -d' ' -f2)
at=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null ||
    stat -c %Y CHANGES)}
programs=(cilingir cilingir-card cilingir-net cilingir-portal cilingir-vcard)
export LC_ALL=C

id() { sed 's/[^A-Za-z0-9.-]/-/g' <<<"SPDXRef-$1"; }

# "package file" of every library of the programs.  Merged /usr has two names
# for a file, and dpkg knows one of them.
libraries() {
	{ ldd "${programs[@]/#/$build/}" | grep -oE '/[^ ]+\.so[^ ]*'
	  gcc -print-file-name=libcrypto.a | xargs realpath; } | sort -u |
	    sed 'p; s,^/usr,,; t; s,^,/usr,' | xargs dpkg-query -S 2>/dev/null |
	    sed -E 's/^([^:]*)[^ ]* /\1 /'
}
# The package of a file, by the last part of its path.
package_of() {
	awk -v n="/$1" 'substr($2, length($2) - length(n) + 1) == n {
	    print $1; exit }' <<<"$owners"
}

# "how package", one a line.
made_of() {
	local name
	objdump -p "$1" | awk '$1 == "NEEDED" { print $2 }' |
	while read -r name; do
		package_of "$name" | sed 's/^/DYNAMIC_LINK /'
	done | sort -u
	# A library that is inside has left its symbols.
	if nm "$1" 2>/dev/null | grep ' [Tt] CRYPTO_secure_malloc$' >/dev/null; then
		echo "STATIC_LINK $(package_of libcrypto.a)"
	fi
}

package() {	# ID NAME VERSION SUPPLIER
	cat <<-EOF

	PackageName: $2
	SPDXID: $1
	PackageVersion: $3
	PackageSupplier: $4
	PackageDownloadLocation: NOASSERTION
	FilesAnalyzed: false
	PackageLicenseConcluded: NOASSERTION
	PackageCopyrightText: NOASSERTION
	EOF
}

for program in "${programs[@]}"; do
	[ -x "$build/$program" ] || { echo "$build/$program is not built" >&2
		exit 1; }
done
owners=$(libraries || true)
cat <<EOF
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: cilingir-$version
DocumentNamespace: urn:uuid:$(cat "${programs[@]/#/$build/}" | sha256sum |
    sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/\1-\2-8\3-8\4-\5/')
Creator: Tool: cilingir/packaging/sbom.sh
Created: $(date -u -d "@$at" +%Y-%m-%dT%H:%M:%SZ)
EOF
relations=
for program in "${programs[@]}"; do
	package "$(id "$program")" "$program" "$version" NOASSERTION
	echo "PackageChecksum: SHA256:" \
	    "$(sha256sum <"$build/$program" | cut -d' ' -f1)"
	echo "PackageLicenseDeclared: Apache-2.0"
	relations+="Relationship: SPDXRef-DOCUMENT DESCRIBES $(id "$program")"$'\n'
	while read -r how name; do
		[ -n "$name" ] || { echo "$program: a library of no package" >&2
			exit 1; }
		relations+="Relationship: $(id "$program") $how"
		relations+=" $(id "debian-$name")"$'\n'
	done < <(made_of "$build/$program")
done
grep -oE 'SPDXRef-debian-[^ ]+$' <<<"$relations" | sort -u |
while read -r ref; do
	name=${ref#SPDXRef-debian-}
	package "$ref" "$name" "$(dpkg-query -W -f='${Version}' "$name")" \
	    "Organization: Debian"
	echo "PackageLicenseDeclared: NOASSERTION"
	echo "ExternalRef: PACKAGE-MANAGER purl" \
	    "pkg:deb/debian/$name@$(dpkg-query -W -f='${Version}' "$name")"
done
printf '\n%s' "$relations"
