#!/bin/bash
# The lints against a small tree of their own: silent when it is clean, and
# naming the very line of each violation that is planted in it.
set -u
lint=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d) || exit 2
trap 'rm -rf "$tree"' EXIT
status=0

clean() {
	rm -rf "${tree:?}"/*
	mkdir -p "$tree"/src/{base,card,core,tui}
	printf 'DEPS_%s\t= %s\n' base "" card base core "card base" \
	    tui "core card base" >"$tree/Makefile"
	local guard='#ifndef H\n#define H\nint f(int pin);\n#endif\n'
	for header in base/err card/card card/apdu core/session tui/ui; do
		printf "${guard//H/${header//\//_}_H}" \
		    >"$tree/src/$header.h"
	done
	cat >"$tree/src/core/a.c" <<-'END'
	/* strcpy(a, b) and // in a comment are fine */
	#include "core/session.h"
	#include "card/card.h"

	static const char text[] = "atoi(x) // fine \" too";

	int
	f(int pin)
	{
		if (pin == 1 || pin <= 2)
			memset(spinner, 0, 3);
		return pin;
	}
	END
}

# plant LINT FILE TEXT [LINE]: as the only text of FILE, in src/ if it does not
# begin with a slash, its last line is the fault.
plant() {
	local name=$1 file=src/$2 text=$3 line
	file=${file#src//}
	[ -e "$tree/$file" ] && cp "$tree/$file" "$tree/kept"
	printf "$text\n" >"$tree/$file"
	line=$(grep -c '' "$tree/$file")
	[ -z "${4-}" ] || line=$4
	output=$(ROOT=$tree "$lint/$name.sh" 2>&1)
	if [ $? != 1 ] || [[ $output != *"$file:$line:"* ]]; then
		echo "tests/lint/$name.sh: does not see: ${text:0:60}"
		echo "$output"
		status=1
	fi
	rm "$tree/$file"
	[ -e "$tree/kept" ] && mv "$tree/kept" "$tree/$file"
}

clean
for name in layers headers banned size text; do
	output=$(ROOT=$tree "$lint/$name.sh" 2>&1)
	if [ $? != 0 ] || [ -n "$output" ]; then
		echo "tests/lint/$name.sh: complains about a clean tree"
		echo "$output"
		status=1
	fi
done

plant layers base/b.c '\n#include "card/card.h"'
plant layers core/b.c '#include "card/apdu.h"'
plant layers core/b.c '#include "session.h"'
plant layers core/b.c '#include "core/none.h"'
plant layers core/b.c '#include <ncurses.h>'
plant layers core/b.c '#include <curl/curl.h>'
plant layers tui/b.c '#include <winscard.h>'
plant layers tui/b.c '#include "card/card.h"'
plant layers tui/b.c '  #  include "core/a.h"'
plant headers base/b.h 'uint8_t b;' 1
plant headers base/b.h 'struct b { int c; };' 1
plant banned base/b.c 'strcpy(a, b);'
plant banned base/b.c 'x = 1 + sprintf (a, "b");'
plant banned base/b.c '/* a */ n = atoi(a);'
plant banned base/b.c 'system("ls");'
plant banned base/b.c 'usleep(3);'
plant banned base/b.c 'c = toupper(c);'
plant banned base/b.c 'memset(s->pin, 0, 8);'
plant banned base/b.c 'memset(&NewPin.PIN, 0, 8);'
plant banned base/b.c 'memset(sms_code, 0, sizeof(sms_code));'
plant banned base/b.c 'bzero(key + 2, 8);'
plant banned base/b.c 'int a; // b'
plant banned base/b.c 'typedef struct b c;'
plant banned base/b.c '\tif ((n = f()) < 0)'
plant banned base/b.c '\twhile (a && (s->n = f()))'
plant size base/b.c "$(printf '/* %078d */' 0)"
plant size base/b.c "$(printf '\\t/* %067d */' 0)"
plant size base/b.c "$(yes 'int a;' | head -500)" 500
plant size base/b.c "int\nf(void)\n{\n$(yes '	f();' | head -71)\n}" 3
plant text base/b.c 'x = "\xc5\x9eifre";'
plant text base/b.c 'x = "Par\\xc3\\xb6la";'
plant text base/b.c 'x = "\\u0131";'
plant text core/b.c 'x = "Enter your code";'

# The page of a configuration, which has one key.
mkdir -p "$tree"/{config,packaging/man,src/app}
printf 'idle:\n  after_s: 120\n' >"$tree/config/cilingir.yaml"
echo '{ "idle", "after_s", KEY_NUMBER, AT(idle.after_s), 5, 3600, NULL },' \
    >"$tree/src/app/config.c"
page=packaging/man/cilingir.yaml.5
printf '.It Cm idle.after_s : Li 120\n5 to 3600.\n' >"$tree/$page"
output=$(ROOT=$tree "$lint/defaults.sh" 2>&1) && [ -z "$output" ] || {
	echo "tests/lint/defaults.sh: complains about a right page"
	echo "$output"
	status=1
}
plant defaults "/$page" '.It Cm idle.after_s : Li 90\n5 to 3600.' 1
plant defaults "/$page" '.It Cm idle.after_s\n5 to 3600.' 1
plant defaults "/$page" '.It Cm idle.after_s : Li 120\n15 to 3600.' 1
exit $status
