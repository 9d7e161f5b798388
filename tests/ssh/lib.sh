# Sourced by run.sh, in the namespace of the client's side.
#
# Accounts: `bound` is in the group of the block, `free` and `other` are not.
# $T/marks: what a command that somebody got to run there leaves.

PORT=2222
BLOCK=$T/opt/share/cilingir/ssh/sshd.conf

SUITE=ssh SAID=$T/said
. tests/ok.sh
else_show() { tail -5 "$T/sshd.log" | sed 's/^/sshd: /'; }


# Accounts that are known in this namespace alone.
ssh_accounts() {
	local name id=64000 file
	for file in passwd group shadow; do
		cp "/etc/$file" "$T/$file"
	done
	echo "cilingir-ssh:x:64000:bound" >>"$T/group"
	for name in bound free other; do
		id=$((id + 1))
		echo "$name:x:$id:$id::$T/home/$name:/bin/sh" >>"$T/passwd"
		echo "$name:x:$id:" >>"$T/group"
		echo "$name:*:20000::::::" >>"$T/shadow"
		install -d "$T/home" && install -d -m 700 -o "$id" -g "$id" \
		    "$T/home/$name" "$T/home/$name/.ssh"
	done
	chmod 600 "$T/shadow"
	for file in passwd group shadow; do
		mount --bind "$T/$file" "/etc/$file"
	done
	install -d -m 1777 "$T/marks"
	ssh-keygen -q -t ed25519 -N "" -f "$T/host"
	ssh-keygen -q -t ed25519 -N "" -f "$T/key"
	echo "[127.0.0.1]:$PORT $(cat "$T/host.pub")" >"$T/known"
}

# As lenient as a server can be: what is refused, the block refuses.
ssh_config_files() {
	cat >"$T/sshd_config" <<-END
	# First of all, as Debian's own does.
	Include $BLOCK
	Port $PORT
	ListenAddress 127.0.0.1
	HostKey $T/host
	PidFile none
	UsePAM no
	StrictModes no
	PasswordAuthentication no
	KbdInteractiveAuthentication no
	AuthorizedKeysFile $T/key.pub
	AllowTcpForwarding yes
	AllowStreamLocalForwarding yes
	AllowAgentForwarding yes
	StreamLocalBindUnlink yes
	X11Forwarding yes
	PermitTunnel yes
	PermitUserRC yes
	GatewayPorts yes
	AcceptEnv *
	Subsystem sftp internal-sftp
	END
	cat >"$T/ssh_config" <<-END
	Port $PORT
	IdentityFile $T/key
	IdentitiesOnly yes
	UserKnownHostsFile $T/known
	StrictHostKeyChecking yes
	BatchMode yes
	LogLevel ERROR
	END
	# The client that the script finds has that configuration.
	mkdir "$T/client"
	printf '#!/bin/sh\nexec %s -F %s "$@"\n' "$(command -v ssh)" \
	    "$T/ssh_config" >"$T/client/ssh"
	# What the scenarios of tests/e2e start.
	cat >"$T/client/cilingir" <<-END
	#!/bin/sh
	[ ! -e $T/service ] || export PCSCLITE_CSOCK_NAME=\$(cat $T/service)
	[ ! -e $T/line ] || . $T/line
	exec $T/opt/bin/cilingir-ssh bound@127.0.0.1
	END
	chmod 755 "$T/client/"*
	ln -s "$BIN/cilingir-vcard" "$T/client/cilingir-vcard"
	# What the demo says on its first screen must not be found anywhere else.
	sed -i '/^notice:/,$d' "$T/world/cilingir.yaml"
	cp "$T/world/tls/ca.crt" "$T/etc/ca.pem"
	chmod 644 "$T/etc/ca.pem"
	cat >"$T/etc/config.d/50-test.yaml" <<-END
	portal:
	  url: https://localhost:$WORLD_PORT
	  ca: $T/etc/ca.pem
	  pin: "$(cat "$T/world/pin")"
	  terminal: ssh-1
	END
}

ssh_port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

# The server's side: a /run of its own, with the folder that tmpfiles.d says.
ssh_server_up() {
	local mode owner group
	ssh_config_files
	read -r mode owner group < <(awk '$2 == "/run/cilingir-ssh" {
	    print $3, $4, $5 }' "$T/opt/lib/tmpfiles.d/cilingir.conf")
	grep -q '^g cilingir-ssh ' "$T/opt/lib/sysusers.d/cilingir.conf" ||
	    return 1
	unshare -m bash -ec '
	    mount -t tmpfs -o mode=755 none /run
	    install -d /run/sshd
	    install -d -m "$2" -o "$3" -g "$4" /run/cilingir-ssh
	    exec /usr/sbin/sshd -D -e -f "$1/sshd_config"' - \
	    "$T" "$mode" "$owner" "$group" 2>"$T/sshd.log" </dev/null &
	SERVER=$!
	world_until sshd ssh_port_open
}

ssh_server_down() {
	kill "$SERVER" 2>/dev/null
	wait "$SERVER" 2>/dev/null
}

# at_server COMMAND...: as root, in the namespace of the server's side.
at_server() { nsenter -t "$SERVER" -m -- "$@"; }

# remote ACCOUNT OPTION...: the client alone, without a reader; nobody types.
remote() {
	local account=$1
	shift
	timeout 30 "$T/client/ssh" -l "$account" "$@" </dev/null
}
