#!/bin/sh
# A keyboard of the kiosk: the system's own for the Linux console, without the
# keys that lead to another console, restart the machine, stop the output or
# show what is in memory.
# usage: keymap.sh LAYOUT [VARIANT]
set -eu
export LC_ALL=C
# Into a variable: what ckbcomp does not know must not end as an empty file.
map=$(ckbcomp -layout "$1" -variant "${2-}")
printf '%s\n' "$map" | sed -E -e '/^[[:space:]]*#/d' -e 's/\<(Console_[0-9]+|[A-Za-z]+_Console|Boot|Break|SAK|KeyboardSignal|Show_[A-Za-z]+|Scroll_[A-Za-z]+)\>/VoidSymbol/g'
