#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Postfix's local delivery through maildrop, with the shipped lines of both: the status
# reaches Postfix, and no mailbox is touched.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=mailers.sh
. "$flow/mailers.sh"

need_root "a throwaway Postfix"
need_program postfix
unpacked maildrop maildrop maildrop
desk_start --requests 1000
gate_install nobody
config_mailer
home=$gate/home

mkdir -p "$home"
{
	echo "DEFAULT=\"$home/mbox\""
	placed "$root/contrib/maildrop/mailfilter"
} >"$home/.mailfilter"
# An unpacked maildrop has to be told where its libraries are.
printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "$mailer_libs" "$mailer" >"$home/maildrop"
chmod 755 "$home/maildrop"
chmod 600 "$home/.mailfilter"
chown -R nobody: "$home"
sed -e "s|/usr/bin/maildrop|$home/maildrop|" -e "s|\$HOME|$home|" "$root/contrib/maildrop/main.cf" >"$work/more.cf"
postfix_start "$work/more.cf"

give() {
	local sender=$1 mail
	shift
	for mail; do
		smtp "$sender" nobody@example.com <"$mail"
	done
	wait_for 20 settled
}
settled() { [ "$(queue | jq -s 'map(select(.queue_name != "deferred")) | length')" = 0 ]; }
again() { queue_flush && wait_for 15 settled; }
waiting() { queue_length; }
untouched() { find "$home" "$box" -type f ! -name .mailfilter ! -name maildrop; }

envelope="sender"
prove maildrop
like "the program is told the recipient" "$(cat "$gate_log")" ' recipient=nobody@example\.com '
nothing_bounced

# Without the filter's second half a status or a signal would be a bounce.
mail "While the program is broken" <<<"Text." >"$work/mail"
for program in 'exit 1' 'exit 78' 'exit 127' 'kill -SEGV $$'; do
	printf '#!/bin/sh\n%s\n' "$program" >"$gate/bin/tixgate"
	status=0
	as_gate "$home/maildrop" "$home/.mailfilter" ada@example.net nobody@example.com \
		<"$work/mail" >"$work/out" 2>&1 || status=$?
	is "a program that says \"$program\": later" "$status" 75
done
is "and no mailbox is written" "$(untouched)" ""
