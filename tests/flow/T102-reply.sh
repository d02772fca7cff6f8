#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A reply becomes a message on its ticket, if its sender may write there.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install

mail "A question" <<<"Where is it?" >"$work/first"
deliver <"$work/first"
number=$(desk_tickets '.[0].ticket_number')
desk_forget_requests

mail "Re: [#$number] A question" <<<"I found it." >"$work/reply"
deliver <"$work/reply"
is "the customer's reply is taken" "$status" 0
is "it is a message on the ticket" "$(desk_tickets '.[0].messages | length')" 1
like "with its text" "$(desk_tickets '.[0].messages[0].body')" '^I found it\.'
is "by one request" "$(requests)" 1
deliver <"$work/reply"
is "the same reply once more is not posted" "$status $(message_count) $(requests)" "0 1 1"

for form in "[Ticket #$number]" "Ticket#$number" "[#TIX-$number]" "(#$number)" "$(desk_tickets '.[0].id')"; do
	before=$(message_count)
	mail "Re: $form A question" <<<"As $form." >"$work/form"
	deliver <"$work/form"
	is "a subject with $form is found" "$status $(message_count)" "0 $((before + 1))"
done

before=$(message_count) tickets=$(ticket_count)
from=mallory@example.org mail "Re: [#$number] A question" <<<"Let me in." >"$work/stranger"
deliver mallory@example.org <"$work/stranger"
is "a stranger's reply is taken" "$status" 0
is "but not put on the ticket" "$(message_count)" "$before"
is "it is a ticket of its own" "$(ticket_count) $(last_customer)" "$((tickets + 1)) mallory@example.org"
like "that names the other" "$(desk_tickets '.[-1].description')" "$number"

mail "Re: [#999999] A question" <<<"Of long ago." >"$work/unknown"
deliver <"$work/unknown"
is "a reply to an unknown number is taken" "$status" 0
is "as a new ticket" "$(ticket_count)" $((tickets + 2))
like "that says which number was meant" "$(desk_tickets '.[-1].description')" 999999

control POST tickets '{"subject": "By the web", "description": "d", "customer_email": "ada@example.net"}' >/dev/null
number=$(desk_tickets '.[-1].ticket_number') before=$(message_count)
mail "Re: [#$number] By the web" <<<"By mail now." >"$work/web"
deliver <"$work/web"
is "a reply to a ticket that was not made by mail is found" "$status $(message_count)" "0 $((before + 1))"
