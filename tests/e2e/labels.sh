#!/bin/bash
# The titles of all screens and the labels of all buttons as variables, so that
# a script can name them as the screens' files do: T_SMS_CODE, B_SMS_CODE_SEND.
# usage: labels.sh PROGRAM tr|en
set -u
[ "$2" = tr ] && part=1 || part=2
{
	"$1" --screens screens screens list | sed -E 's/^([^ ]+) +/T_\1\t/'
	"$1" --screens screens screens buttons |
	    sed -E 's/^([^ ]+) +([^ ]+) +/B_\1_\2\t/'
} | awk -F '\t' -v part=$part '{
	gsub(/-/, "_", $1)
	# One of the two may have a " / " of its own; so has the other one.
	count = split($2, text, " / ") / 2
	label = text[(part - 1) * count + 1]
	for (i = 2; i <= count; i++)
		label = label " / " text[(part - 1) * count + i]
	print toupper($1) "\t" label
}' | while IFS=$'\t' read -r name text; do
	printf 'export %s=%q\n' "$name" "$text"
done
