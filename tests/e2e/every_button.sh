#!/bin/bash
# What a whole run has pressed and shown, by the terminals' own figures, held
# against the screens: every button and every list was chosen, every screen was
# shown, and from every screen people came back to the first one.
# usage: every_button.sh PROGRAM FIGURES…
set -u
program=$1
shift
first=$("$program" --screens screens screens list | head -1 | cut -d' ' -f1)
{
	"$program" --screens screens screens list | awk '{ print "screen", $1 }'
	"$program" --screens screens screens buttons |
	    sed -E 's/^([^ ]+) +([^ ]+) +/button \1 \2 /'
	cat "$@" | sed -nE \
	    -e 's/^cilingir_buttons_total\{screen="(.*)",button="(.*)"\} .*/chosen \1 \2/p' \
	    -e 's/^cilingir_screens_total\{screen="(.*)"\} .*/shown \1/p' \
	    -e 's/^cilingir_ways_total\{from="(.*)",to="(.*)"\} .*/way \1 \2/p'
} | awk -v first="$first" '
	function judge(good, text) {
		print (good ? "ok - " : "not ok - ") text
	}
	$1 == "screen" { screens[++screen_count] = $2 }
	$1 == "button" {
		id = $2 " " $3
		buttons[++button_count] = id
		sub(/^[^ ]+ [^ ]+ [^ ]+ /, "")
		label[id] = $0
	}
	$1 == "chosen" { chosen[$2 " " $3] = 1 }
	$1 == "shown" { shown[$2] = 1 }
	$1 == "way" { from[++way_count] = $2; to[way_count] = $3 }
	END {
		home[first] = 1
		do {
			more = 0
			for (i = 1; i <= way_count; i++) {
				if (!(to[i] in home) || from[i] in home)
					continue
				home[from[i]] = more = 1
			}
		} while (more)
		for (i = 1; i <= screen_count; i++) {
			s = screens[i]
			judge(s in shown && s in home, "screen " s \
			    (s in shown ? s in home ? "" : \
			    ": nobody came back from it" : \
			    ": shown by no scenario"))
		}
		for (i = 1; i <= button_count; i++) {
			id = buttons[i]
			pressed += id in chosen
			judge(id in chosen, "button " id (id in chosen ? "" : \
			    " (" label[id] "): pressed by no scenario"))
		}
		judge(button_count > 0, "buttons pressed: " pressed + 0 \
		    " of " button_count ", screens: " screen_count)
	}'
