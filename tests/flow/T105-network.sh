#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A help desk that cannot be reached, or is not the one it should be: later.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install
config_write '' 'limits : { deadline = 3; };'
mail "A mail" <<<"Text." >"$work/mail"

# later LABEL REGEX: delivering now is deferred with such a reason. Each time with a
# state of its own: after a failure the gateway spares the desk for some seconds.
later() {
	rm -f "$gate"/state.db*
	deliver <"$work/mail"
	is "$1: later" "$status" 75
	like "$1: says why" "$err" "$2"
	is "$1: nothing on standard output" "$out" ""
}

# point_at URL
point_at() {
	sed -i "s|url = \"http.*|url = \"$1\";|" "$gate/tixgate.conf"
}

point_at "https://localhost:$(free_port)/api/v1"
later "nobody listens" 'localhost'
point_at "https://desk.invalid/api/v1"
later "a name that does not exist" 'desk\.invalid'

python3 - "$work/silent.port" <<'END' &
import socket, sys, time
silent = socket.create_server(("127.0.0.1", 0))
open(sys.argv[1], "w").write(str(silent.getsockname()[1]))
time.sleep(600)
END
register $!
wait_for 10 test -s "$work/silent.port"
point_at "https://localhost:$(cat "$work/silent.port")/api/v1"
later "nobody answers" 'localhost'
point_at "http://127.0.0.1:$(cat "$work/silent.port")/api/v1"
later "nobody answers in plain HTTP" '127\.0\.0\.1'

config_write 'ca_file = "";'
sed -i 's|ca_path = .*|ca_path = "/etc/ssl/certs";|' "$gate/tixgate.conf"
later "a certificate of an unknown authority" '[Cc]ertificate|SSL|TLS'
is "none of them made a request" "$(requests)" 0

if [ "$(id -u)" = 0 ] && unshare -n true 2>/dev/null; then
	config_write
	status=0
	unshare -n "$gate/bin/tixgate" -c "$gate/tixgate.conf" deliver <"$work/mail" >"$work/out" 2>"$work/err" || status=$?
	is "no network at all: later" "$status" 75
fi

config_write
holds "once the desk is there the mail is delivered" deliver_until_taken "$work/mail"
is "once" "$(ticket_count)" 1
