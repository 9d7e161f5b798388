# Ways to a shell, to files or to another network.  Sourced by run.sh.
#
# way NAME COMMAND...: COMMAND gets the account as last argument and succeeds
# when it got out.
way() {
	local name=$1
	shift
	rm -f "$T/marks/"*
	ok "$name leads out where the block is not" "$@" free
	rm -f "$T/marks/"*
	ok "$name does not where it is" not "$@" bound
}
mark=$T/marks/out
marked() { [ -e "$mark" ]; }

argument() { remote "$1" 127.0.0.1 touch "$mark"; marked; }
shell() {
	printf 'touch %s\nexit\n' "$mark" | timeout 30 "$T/client/ssh" -tt \
	    -l "$1" 127.0.0.1 bash
	marked
}
login() {
	printf '!touch %s\n:!touch %s\ntouch %s\nexit\n' "$mark" "$mark" \
	    "$mark" | timeout 30 "$T/client/ssh" -tt -l "$1" 127.0.0.1
	marked
}
# The words that the shell of the account would read.
quoted() { remote "$1" 127.0.0.1 "x; touch $mark #"; marked; }
files_sftp() {
	echo "put $T/key.pub $mark" | timeout 30 sftp -b - \
	    -S "$T/client/ssh" "$1@127.0.0.1"
	marked
}
files_scp() {
	timeout 30 scp "$2" -S "$T/client/ssh" "$T/key.pub" \
	    "$3@127.0.0.1:$mark" </dev/null
	marked
}
scp_new() { files_scp '' -q "$1"; }
scp_old() { files_scp '' -O "$1"; }
subsystem() {
	# The greeting of sftp, version 3, which somebody who listens answers;
	# until then, or until nobody is there, the line is held.
	rm -f "$T/answered"
	mkfifo "$T/answered"
	{ printf '\0\0\0\5\1\0\0\0\3'; read -r _ <"$T/answered"; } |
	    timeout 30 "$T/client/ssh" -s -l "$1" 127.0.0.1 sftp |
	    { head -c 5 | od -An -tx1; echo >"$T/answered"; } | grep -q ' 02$'
}
health() { curl -sk --max-time 5 "$@" -o "$mark" && marked; }
# held ACCOUNT OPTION... -- COMMAND...: while a connection without a session
# stands.
held() {
	local account=$1 options=() status
	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	"$T/client/ssh" -N -M -S "$T/master" -o ExitOnForwardFailure=yes \
	    -l "$account" "${options[@]}" 127.0.0.1 </dev/null &
	local pid=$!
	world_until "the connection" eval \
	    "[ -S '$T/master' ] || ! kill -0 $pid" &&
	    kill -0 "$pid" && "$@"
	status=$?
	kill "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	return "$status"
}
portal=https://localhost
to_port() {
	held "$1" -L "8500:127.0.0.1:$WORLD_PORT" -- health "$portal:8500/"
}
from_port() {
	held "$1" -R "8501:127.0.0.1:$WORLD_PORT" -- health "$portal:8501/"
}
any_port() {
	held "$1" -D 8502 -- health --socks5 127.0.0.1:8502 \
	    "$portal:$WORLD_PORT/"
}
stdio() {
	remote "$1" -W "127.0.0.1:$PORT" 127.0.0.1 | head -c 7 | grep -q SSH-2.0
}
to_socket() {
	held "$1" -L "8503:$T/listens" -- eval \
	    'exec 3<>/dev/tcp/127.0.0.1/8503 && read -r -t 5 said <&3 &&
	    [ "$said" = here ]'
}
agent() {
	remote "$1" -A 127.0.0.1 'test -S "$SSH_AUTH_SOCK" && touch '"$mark"
	marked
}
own_rc() {
	echo "touch $mark" >"$T/home/$1/.ssh/rc"
	remote "$1" 127.0.0.1 true
	rm "$T/home/$1/.ssh/rc"
	marked
}
variable() {
	remote "$1" -o "SetEnv=EVIL=yes" 127.0.0.1 \
	    '[ "$EVIL" = yes ] && touch '"$mark"
	marked
}
way "a command as argument" argument
way "a shell asked for" shell
way "lines for a shell" login
way "a command in quotes" quoted
way "sftp" files_sftp
way "scp" scp_new
way "scp as it once was" scp_old
way "a subsystem" subsystem
way "a port of the server (-L)" to_port
way "a port at the server (-R)" from_port
way "any port (-D)" any_port
way "a port as standard input (-W)" stdio
perl -MIO::Socket::UNIX -e 'umask 0; $l = IO::Socket::UNIX->new(
    Local => $ARGV[0], Listen => 5) or die;
    while ($c = $l->accept) { print $c "here\n"; close $c }' "$T/listens" &
listens=$!
world_until "a socket" test -S "$T/listens"
way "a socket of the server (-L)" to_socket
kill "$listens"
wait "$listens" 2>/dev/null
eval "$(ssh-agent -a "$T/agent")" >/dev/null
way "the agent" agent
kill "$SSH_AGENT_PID"
unset SSH_AUTH_SOCK SSH_AGENT_PID
way "the account's own rc" own_rc
way "a variable" variable

# What needs other programs to be shown is asked of sshd itself.
for line in "x11forwarding no" "permittunnel no" "maxsessions 1" \
    "allowagentforwarding no" "permituserrc no" "permituserenvironment no" \
    "forcecommand $T/opt/bin/cilingir --profile ssh"; do
	ok "for who is bound: $line" eval 'at_server /usr/sbin/sshd -T -f \
	    "$T/sshd_config" -C user=bound,host=h,addr=127.0.0.1 |
	    grep -qx "$line"'
done

# Keys at the terminal itself, and what it was started with.
ok "no key leads out, nothing of the client's comes in" \
    pilot tests/ssh/keys.pilot
