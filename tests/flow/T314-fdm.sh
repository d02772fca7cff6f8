#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# fdm fetches a mailbox by POP3 and pipes each mail to the gateway, with the shipped
# lines: what cannot be delivered lies in the spool, and the fetch goes on.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=mailers.sh
. "$flow/mailers.sh"

need_program fdm
desk_start --requests 1000
if [ "$(id -u)" = 0 ]; then gate_install nobody; else gate_install; fi
config_spooled
pop_start
home=$gate/home

mkdir -p "$home"
placed "$root/contrib/fdm/fdm.conf" | sed -e 's/mail\.example\.com/localhost/' -e "s/995/$pop_port/" >"$home/fdm.conf"
chmod 600 "$home/fdm.conf"
cp "$desk/ca.pem" "$work/ca.pem"
chmod 644 "$work/ca.pem"
[ -z "$gate_user" ] || chown -R "$gate_user:" "$gate"

fetch() {
	fetched=0
	as_gate env HOME="$home" TMPDIR="$home" SSL_CERT_FILE="$work/ca.pem" timeout -k 5 60 \
		fdm -f "$home/fdm.conf" -v fetch >"$work/fdm.out" 2>&1 || fetched=$?
}
give() {
	pop_put "$@"
	fetch
}
again() { flush_again; }
waiting() { spool_count; }
untouched() { find "$pop" -name '*.eml' && find "$home" -type f ! -name fdm.conf; }

envelope=recipient
prove fdm
is "fdm is content" "$fetched" 0

# What the gateway cannot even spool stays on the server.
mv "$gate/tixgate.conf" "$work/conf"
before=$(ticket_count)
mail "While the configuration is broken" <<<"Text." >"$work/mail"
echo 'nonsense' >"$gate/tixgate.conf"
give ada@example.net "$work/mail"
is "with a broken configuration the mail stays on the server" "$(pop_count) $(ticket_count)" "1 $before"
cp "$work/conf" "$gate/tixgate.conf"
fetch
is "and is fetched when it is mended" "$(pop_count) $(ticket_count)" "0 $((before + 1))"
