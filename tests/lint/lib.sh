# Common to the lints: ROOT is the tree to look at (default: this one), and
# whoever prints a finding with `found` ends with status 1.
set -u
export LC_ALL=C
LINT=$(cd "$(dirname "$0")" && pwd)
cd "${ROOT:-$LINT/../..}" || exit 2
shopt -s nullglob
status=0

# Print the findings that come in, if any, each with the words of $1 behind.
found() {
	local line
	while IFS= read -r line; do
		printf '%s: %s\n' "$line" "$1"
		status=1
	done
}

# "file:line" of the lines of code.awk's output that match the regex $1.
place() {
	grep -E -- "$1" | cut -d: -f1,2
}

# yaml_values FILE [some]: "name value" (a tab between) of a YAML file in
# blocks, the name dotted; with `some`, "# key:" is a key that may be left out.
yaml_values() {
	sed "${2:+s/^\( *\)# \([a-z0-9_]*: \)/\1\2/}" "$1" | awk '
	/^ *[a-z0-9_]+:/ {
		match($0, /[a-z0-9_]+/); depth = (RSTART - 1) / 2
		name[depth] = substr($0, RSTART, RLENGTH)
		rest = substr($0, RSTART + RLENGTH + 1)
		sub(/ *#.*/, "", rest); sub(/^ */, "", rest)
		if (rest == "") next		# a section
		path = name[0]
		for (i = 1; i <= depth; i++) path = path "." name[i]
		print path "\t" rest
	}'
}
