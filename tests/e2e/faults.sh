#!/bin/bash
# Is every row of the table of faults held?
#   faults.sh OUTPUT DIR UNITS   after all scenarios: what they printed, the
#                                folder with their worlds, and the one with the
#                                unit tests
# All rows have to be there, F001 to F437 (ROWS); a letter behind the number is
# one more.  A row is held when all that it names has passed, says the same as
# the table where the list of scenarios says it, and, if it is driven by the
# table, has come to its end.  A unit test is run here: the test that is named
# has to pass.
set -u
ROWS=437
here=$(dirname "$0")
export CMOCKA_MESSAGE_OUTPUT=TAP
awk -v worlds="$2" -v units="$3" -v all="$ROWS" '
function miss(what) {
	print "# " $1 ": " what
	missed++
}
function value(line, name,  i, n, words) {
	n = split(line, words, /[ \t]+/)
	for (i = 3; i <= n; i++)
		if (index(words[i], name "=") == 1)
			return substr(words[i], length(name) + 2)
	return ""
}
# "unit:PROGRAM:TEST"
function unit(by,  part, command, line) {
	split(by, part, ":")
	if (!(part[2] in ran)) {
		ran[part[2]] = 1
		command = units "/test_" part[2] " 2>&1"
		while ((command | getline line) > 0)
			if (line ~ /^ok [0-9]+ - /) {
				sub(/^ok [0-9]+ - /, "", line)
				good[part[2], line] = 1
			}
		close(command)
	}
	if (!((part[2], part[3]) in good))
		miss("tests/unit/test_" part[2] ".c: no test " part[3] \
		    " that passes")
}
function held(by,  file, row, found) {
	if (by ~ /^unit:/) {
		unit(by)
		return
	}
	if (!(by in scenario)) {
		miss("no scenario " by)
		return
	}
	if (!(by in passed))
		miss(by " has not passed")
	if (value(scenario[by], "SAYS") != "" &&
	    value(scenario[by], "SAYS") != $6)
		miss(by " says " value(scenario[by], "SAYS"))
	if ($4 == "-" && $5 == "-")
		return
	file = worlds "/" by "/rows"
	while ((getline row <file) > 0)
		found = found || row == $1
	close(file)
	if (!found)
		miss(by " did not get to it")
}
FILENAME == ARGV[1] {
	if ($0 !~ /^[#[:space:]]/ && NF >= 2) scenario[$1] = $0
	next
}
FILENAME == ARGV[2] {
	if ($1 == "ok") passed[$3] = 1
	next
}
/^#/ || NF == 0 { next }
{
	rows++
	if (NF < 10) miss("a row has ten columns")
	if ($1 in seen) miss("twice")
	seen[$1] = 1
	step[substr($1, 1, 4)] = $2
	n = split($3, names, ",")
	for (i = 1; i <= n; i++) held(names[i])
}
END {
	before = "the top"
	for (i = 1; i <= all; i++) {
		id = sprintf("F%03d", i)
		if (id in step) {
			before = id " (" step[id] ")"
			continue
		}
		print "# " id ": is missing; its line belongs behind that" \
		    " of " before " in tests/e2e/faults"
		missed++
	}
	if (missed) {
		print "not ok - faults: every row is held"
		exit 1
	}
	print "ok - faults: each of " rows " rows is held"
}' "$here/scenarios" "$1" "$here/faults"
