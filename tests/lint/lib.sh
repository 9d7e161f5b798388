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
