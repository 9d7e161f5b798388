#!/bin/bash
# What packaging/debian-packages names for the build is what the Debian
# packages are built with.
. "$(dirname "$0")/lib.sh"

list=packaging/debian-packages control=packaging/debian/control
# The compiler and what belongs to it need not be said there.
build=$(sed -n '/^# build/,/^# run/p' $list | sed 's/#.*//' | tr -d ' \t' |
    grep -vE '^(gcc|libc6-dev|make)?$' | sort)
depends=$(sed -n '/^Build-Depends:/,/^[A-Z]/p' $control | grep '^ ' |
    tr -d ' ,' | grep -vE '^(debhelper|dh-sequence)' | sort)
[ -n "$build" ] || found "has no part \"# build\"" <<<"$list"
comm -23 <(echo "$build") <(echo "$depends") |
    sed "s|^|$control: Build-Depends lacks |" >&2
comm -13 <(echo "$build") <(echo "$depends") |
    sed "s|^|$list: lacks |" >&2
[ "$build" = "$depends" ] || status=1
exit $status
