# A Debian 12 root with our packages in it: source this.
#
# root_make DIR DEBS [OPTION of mmdebstrap ...]: a small root in DIR, with the
# packages of the folder DEBS beside it in DIR/debs.  The packages of Debian
# come from where this machine gets its own.

root_sources() {
	local file
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.sources; do
		[ ! -s "$file" ] || { cat "$file"; echo; }
	done
}

root_make() {
	local dir=$1 debs=$2 sources
	shift 2
	sources=$(root_sources)
	mmdebstrap --variant=minbase --format=directory \
	    --include=systemd,systemd-sysv \
	    --aptopt='Acquire::Check-Valid-Until "false"' \
	    --dpkgopt='path-exclude=/usr/share/doc/*' \
	    --dpkgopt='path-include=/usr/share/doc/*/copyright' \
	    --dpkgopt='path-exclude=/usr/share/locale/*' \
	    --customize-hook='mkdir "$1/debs"' \
	    --customize-hook="copy-in $(printf '%s ' "$debs"/*.deb) /debs" \
	    "$@" bookworm "$dir" ${sources:+-} <<<"$sources"
}
