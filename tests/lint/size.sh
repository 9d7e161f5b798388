#!/bin/bash
# Under 500 lines a file, at most 70 a function, at most 80 columns.
. "$(dirname "$0")/lib.sh"

files=(src/*/*.[ch])
[ ${#files[@]} -gt 0 ] || exit 0
awk '
function say(line, what) {
	print FILENAME ":" line ": " what
	bad = 1
}
FNR == 1 { start = 0 }
FNR == 500 { say(FNR, "500 lines or more: make it two files") }
{
	width = 0; gsub(/[\200-\277]/, "")	# UTF-8 continuation bytes
	n = split($0, parts, "\t")
	for (i = 1; i <= n; i++) {
		width += length(parts[i])
		if (i < n) width += 8 - width % 8
	}
	if (width > 80) say(FNR, width " columns (80 at most)")
}
/^\{/ { start = FNR }
/^\}$/ {
	if (start > 0 && FNR - start - 1 > 70)
		say(start, FNR - start - 1 " lines in a function (70 at most)")
	start = 0
}
END { exit bad }' "${files[@]}" || status=1
exit $status
