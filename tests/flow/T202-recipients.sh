#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Several recipients, the null sender, and senders that Postfix hands over in
# unusual forms.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install nobody
config_write '' 'limits : { deadline = 20; };'
postfix_start

mail "For two of us" <<<"Text." |
	smtp ada@example.net support@example.com billing@example.com
holds "a mail to two recipients is delivered to both" wait_for 60 log_has_sent 2
holds "the queue is empty" wait_for 10 queue_is 0
like "and made a ticket for each at most" "$(ticket_count)" '^[12]$'

before=$(ticket_count)
mail "From nobody in particular" <<<"Text." | smtp "" support@example.com
holds "a mail with the null sender is delivered" wait_for 30 log_has_sent 3
is "it became a ticket of its author" "$(ticket_count) $(last_customer)" "$((before + 1)) ada@example.net"

mail "Quoted" <<<"Text." | smtp '"a b;$(id)"@example.net' support@example.com
holds "a sender with blanks and shell characters is delivered" wait_for 30 log_has_sent 4

mail "Seen before" "Delivered-To: support@example.com" <<<"Text." |
	smtp ada@example.net support@example.com
holds "a forged Delivered-To does not keep a mail in the queue" wait_for 30 log_has_sent 5
nothing_bounced
