#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What each answer of the help desk makes of a mail.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start --requests 1000
gate_install
config_write 'requests = 1000;'

# answered STATUS: a new mail's post is answered so, once, and not carried out
answered() {
	desk_heal
	desk_fault "{\"match\": \"POST /tickets\", \"count\": 1, \"status\": $1, \"act\": false}"
	mail "Answered $1" <<<"Text." >"$work/mail"
	keep_count
	deliver <"$work/mail"
}

for answer in 401 403; do
	answered "$answer"
	is "$answer: later" "$status" 75
	like "$answer: says so" "$err" "$answer|key"
	tixgate status
	is "$answer: a person is needed at once" "$status" 1
	like "$answer: and told for what" "$out" '^Attention +the desk does not accept the key of mailbox support'
	deliver_until_taken "$work/mail" || true
	is "$answer: delivered once it is over" "$status $(($(kept_count) - kept))" "0 1"
	tixgate status
	unlike "$answer: and nobody is needed for it any more" "$out" 'does not accept'
done
for answer in 400 422; do
	answered "$answer"
	is "$answer: taken" "$status" 0
	is "$answer: held, whole" "$(held_count) $(($(kept_count) - kept))" "$(held_count) 1"
	holds "$answer: what is held is the mail" grep -rqF "$(grep -i ^message-id: "$work/mail")" "$gate/held"
done
for answer in 500 502 503; do
	answered "$answer"
	holds "$answer: the mail is delivered in the end" deliver_until_taken "$work/mail"
	is "$answer: once" "$(($(kept_count) - kept))" 1
done

for answer in 404 409; do
	desk_heal
	mail "A question" <<<"Where? $answer" >"$work/first"
	deliver <"$work/first"
	number=$(desk_tickets '.[-1].ticket_number')
	desk_fault "{\"match\": \"POST /tickets/*/messages\", \"count\": 1, \"status\": $answer, \"act\": false}"
	mail "Re: [#$number] A question" <<<"Text." >"$work/reply"
	before=$(ticket_count)
	deliver <"$work/reply"
	is "$answer on a reply: a new ticket" "$status $(ticket_count)" "0 $((before + 1))"
	like "$answer on a reply: that names the old one" "$(desk_tickets '.[-1].description')" "$number"
done
