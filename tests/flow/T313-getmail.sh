#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# getmail fetches a mailbox by POP3 and hands each mail to the gateway, with the shipped
# lines: what cannot be delivered lies in the spool, and the mailbox is free again.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=mailers.sh
. "$flow/mailers.sh"

need_program getmail
desk_start --requests 1000
# getmail runs no program as root.
if [ "$(id -u)" = 0 ]; then gate_install nobody; else gate_install; fi
config_spooled
pop_start
home=$gate/home

mkdir -p "$home"
echo secret >"$gate/mailbox.password"
placed "$root/contrib/getmail/getmailrc" | sed -e 's/mail\.example\.com/localhost/' -e "s/995/$pop_port/" \
	-e "s|/etc/ssl/certs/ca-certificates.crt|$work/ca.pem|" >"$home/getmailrc"
cp "$desk/ca.pem" "$work/ca.pem"
chmod 644 "$work/ca.pem"
[ -z "$gate_user" ] || chown -R "$gate_user:" "$gate"

fetch() {
	fetched=0
	as_gate env HOME="$home" timeout -k 5 60 getmail --getmaildir "$home" --rcfile getmailrc \
		>"$work/getmail.out" 2>&1 || fetched=$?
}
give() {
	pop_put "$@"
	fetch
}
again() { flush_again; }
waiting() { spool_count; }
untouched() { find "$pop" -name '*.eml' && find "$home" -type f ! -name getmailrc ! -name 'oldmail-*'; }

prove getmail
is "getmail is content" "$fetched" 0
like "getmail has nothing to complain about" "$(cat "$work/getmail.out")" '20 messages .*retrieved'
unlike "and says so" "$(cat "$work/getmail.out")" '[Ee]rror|[Ww]arning|failed'

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
