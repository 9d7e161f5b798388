# Node's modules, for the servers of others that tests run against.  Sourced.
# shellcheck shell=bash

# node_install FOLDER AT: what FOLDER/package-lock.json names, into AT, once for
# each of its versions, from the registry that npm is set up for.
node_install() {
	local folder=$1 at=$2 sum
	sum=$(cat "$folder"/package*.json | sha256sum)
	[ "$(cat "$at/installed" 2>/dev/null)" != "$sum" ] || return 0
	command -v node >/dev/null && command -v npm >/dev/null || {
		echo "node and npm are missing: make deps" >&2
		return 1
	}
	rm -rf "$at"
	mkdir -p "$at"
	cp "$folder"/package*.json "$at/"
	npm --prefix "$at" ci --no-audit --no-fund --ignore-scripts >&2 ||
	    return 1
	echo "$sum" >"$at/installed"
}
