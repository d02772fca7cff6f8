#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Postfix's local delivery through procmail, with the shipped lines of both: the
# envelope arrives, a failure is a deferral, and no mailbox is touched.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need_program procmail
desk_start
gate_install nobody
home=$gate/home
procmail_place "$home"
chown -R nobody: "$home"
sed "s|^mailbox_command.*|& $home/procmailrc|" "$root/contrib/procmail/main.cf" >"$work/more.cf"
postfix_start "$work/more.cf"

mail "To a local user" <<<"Text." | smtp ada@example.net nobody@example.com
holds "the mail became a ticket" wait_for 30 ticket_is 1

desk_stop
mail "While the desk is down" <<<"Text." | smtp ada@example.net nobody@example.com
holds "with the desk down the mail is deferred" wait_for 60 deferred_is 1
desk_start
holds "with the desk back it is delivered" queue_drain 60
is "once" "$(ticket_count)" 2
holds "no mailbox was written" test ! -e "$home/mbox"
nothing_bounced

# Whatever an address holds, no shell and no procmail runs it.
gate_record
mail "A plain envelope" <<<"Text." | smtp ada+x=1@example.net nobody@example.com
holds "a mail is delivered" recorded
is "with its envelope in the environment" "$(paste -s "$gate/seen/envelope")" \
	$'ada+x=1@example.net\tnobody@example.com'
rm "$gate/seen/mail"
# shellcheck disable=SC2016
mail "An address with a trap" <<<"Text." |
	smtp '"`touch bad` $(touch bad);touch bad"@example.net' nobody@example.com
holds "a hostile sender's mail is delivered" recorded
is "and nothing in its address was run" "$(find "$work" -name bad)" ""
