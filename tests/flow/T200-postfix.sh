#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A mail by SMTP becomes a ticket, and the customer's reply a message on it.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install nobody
postfix_start

mail "The printer is on fire" <<<"Please come." | smtp ada@example.net support@example.com
holds "the mail became a ticket" wait_for 20 ticket_is 1
is "its subject is the mail's" "$(desk_tickets '.[0].subject')" "The printer is on fire"
is "its customer is the sender" "$(last_customer)" ada@example.net
is "it cost one request" "$(requests)" 1

number=$(desk_tickets '.[0].ticket_number')
mail "Re: [#$number] The printer is on fire" <<<"It is out now." |
	smtp ada@example.net support@example.com
holds "the reply became a message" wait_for 20 message_is 1
like "it says what the mail says" "$(desk_tickets '.[0].messages[0].body')" 'It is out now\.'
is "it cost one request more" "$(requests)" 2
is "there is still one ticket" "$(ticket_count)" 1

mail "By its extension" <<<"Text." | smtp ada@example.net support+a-token@example.com
holds "an address with an extension is ours too" wait_for 20 ticket_is 2
holds "the queue is empty" wait_for 10 queue_is 0
nothing_bounced
