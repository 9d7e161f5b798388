#!/bin/bash
# The demo: portal, pcscd and a locked virtual card in a namespace of their
# own, the terminal, and a phone beside it.  Everything ends with the terminal.
# usage: demo.sh BUILD            (make demo)
#
#   LINK=memory    a simulated card inside the terminal instead of pcscd
#   DEMO_LANG=en   begin in English
set -eu
here=$(dirname "$(realpath "$0")")
export TOP=$(realpath "$here/../..") BIN=$(realpath "$1")
. "$here/world.sh"
export DEMO_IDENTITY DEMO_WORD DEMO_PIN DEMO_PHONE DEMO_EDEVLET DEMO_WEB
demo=$BIN/demo

if [ -z "${IN_NAMESPACE-}" ]; then
	if ! [ -t 0 ] || ! [ -t 1 ]; then
		echo "The demo needs a terminal." >&2
		exit 1
	fi
	if ! (world_enter true) 2>/dev/null; then
		echo "This machine does not let you make namespaces" \
		    "(unshare); run the demo as root." >&2
		exit 1
	fi
	rm -rf "$demo"
	mkdir -p "$demo"
	echo "Certificates, a holder and a locked card are made in $demo …"
	world_make "$demo" >"$demo/make.log" 2>&1 ||
	    { cat "$demo/make.log"; exit 1; }
	# Nobody who tries things out waits a minute for the next message.
	sed -i 's/^  resend: [0-9]*/  resend: 0/' "$demo/portal.yaml"
	export IN_NAMESPACE=1
	world_enter "$0" "$@"
fi

terminal=("$BIN/cilingir" --config "$demo/cilingir.yaml"
    --lang "${DEMO_LANG:-tr}")
phone=("$here/phone.sh" "$demo")

# The phone goes beside the terminal where there is room for both, else below.
in_tmux() {
	local tmux=(tmux -L "cilingir-demo-$$" -f "$here/tmux.conf") size
	read -r rows cols < <(stty size)
	if [ "$cols" -ge 116 ]; then
		size=(-h -l $((cols - 81)))
	else
		size=(-v -l $((rows > 30 ? 6 : 5)))
	fi
	unset TMUX
	"${tmux[@]}" new-session -d -x "$cols" -y "$rows" \
	    "$(printf '%q ' "${terminal[@]}")" \; \
	    split-window -d "${size[@]}" "$(printf '%q ' "${phone[@]}")" \; \
	    set-hook -g pane-exited kill-server \; attach-session || true
}

if [ "${LINK-}" = memory ]; then
	UP=portal
	sed -i 's,^card: .*,card: {link: memory, state: card.state, cards: '"$TOP/config/cards.yaml"'},' \
	    "$demo/cilingir.yaml"
fi
world_up "$demo"
trap world_down EXIT
if command -v tmux >/dev/null; then
	in_tmux
else
	echo "The phone: ${phone[*]}   (in a second terminal)"
	read -r -p "Enter starts the terminal. " _
	"${terminal[@]}"
fi
echo "The demo has ended. What it left: $demo"
