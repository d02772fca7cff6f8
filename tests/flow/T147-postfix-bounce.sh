#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# An agent's mail to a dead address, through Postfix: its own bounce is told on the ticket.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install nobody
postfix_start
# Nobody but us can be reached from here, and that shows only after it was accepted.
postconf -c "$pf/etc" -e "default_transport = error:5.1.1 the mailbox is not there" \
	"smtpd_reject_unlisted_recipient = no"
postfix -c "$pf/etc" reload >"$work/postfix.out" 2>&1

mail "The printer" <<<"It smokes." | smtp ada@example.net support@example.com
holds "the mail became a ticket" wait_for 20 ticket_is 1
ticket=$(desk_tickets '.[0].id')

# answer TO: what an agent writes to somebody else about the ticket
answer() {
	cat <<-END
	From: Support <support@example.com>
	Reply-To: support+$("$flow/tickettoken.py" "$gate/secret" "$ticket")@example.com
	To: $1
	Subject: The printer of Ada
	Date: Mon, 06 May 2024 12:00:00 +0200
	Message-ID: <$EPOCHREALTIME.$BASHPID@example.com>

	Can you look at it?
	END
}

answer bert@client.example | smtp support@example.com bert@client.example
holds "its bounce is a message on the ticket" wait_for 20 message_is 1
like "that says who was not reached" "$(desk_tickets '.[0].messages[0].body')" \
	'^A mail of this ticket could not be delivered to bert@client\.example: 5\.1\.1 the mailbox does not exist'
like "and what the mail system said" "$(desk_tickets '.[0].messages[0].body')" 'the mailbox is not there'
answer bert@client.example | smtp support@example.com bert@client.example
answer carl@client.example | smtp support@example.com carl@client.example
holds "another one of that day is not told, one to somebody else is" wait_for 20 message_is 2
holds "the queue is empty" wait_for 20 queue_is 0
is "there is still one ticket, with two messages" "$(ticket_count) $(message_count)" "1 2"
like "of the other one" "$(desk_tickets '.[0].messages[1].body')" 'carl@client\.example'

# The same without a token: the mail system may say what it wants.
answer dora@client.example | sed '/^Reply-To/d' | smtp support@example.com dora@client.example
holds "a bounce without an id of ours is taken" wait_for 20 log_has_sent 5
is "and tells nobody anything" "$(ticket_count) $(message_count) $(held_count)" "1 2 0"
