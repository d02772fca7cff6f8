#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A mail becomes a ticket, by one request, and never a second one.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install

mail "The printer is on fire" <<<"Please come." >"$work/mail"
deliver <"$work/mail"
is "a mail is taken" "$status" 0
is "without a word on standard output" "$out" ""
is "and none on standard error" "$err" ""
is "it became one ticket" "$(ticket_count)" 1
is "by one request" "$(requests)" 1
is "with its subject" "$(desk_tickets '.[0].subject')" "The printer is on fire"
like "with its text" "$(desk_tickets '.[0].description')" '^Please come\.'
is "of its sender" "$(last_customer)" ada@example.net

deliver <"$work/mail"
is "the same mail once more is taken" "$status" 0
is "but makes no second ticket" "$(ticket_count)" 1
is "and no request" "$(requests)" 1
{
	echo "From ada@example.net  Mon May  6 10:00:00 2024"
	sed 's/$/\r/' "$work/mail"
	printf '\r\n'
} >"$work/again"
deliver <"$work/again"
is "nor does it with other line ends and a From line" "$status $(ticket_count)" "0 1"

mail "" <<<"No subject, but words." | deliver
mail "" </dev/null >"$work/empty"
is "an empty subject becomes the first words" "$(desk_tickets '.[1].subject')" "No subject, but words."
mail "Only a subject" </dev/null >"$work/empty"
deliver <"$work/empty"
is "a mail without text is taken" "$status" 0
like "and its ticket says so" "$(desk_tickets '.[2].description')" '[[:alpha:]]{3}'

seq -f 'Paragraph %g of a long story. 😀' 1500 | mail "Long" >"$work/long"
deliver <"$work/long"
is "a text over the limit is taken" "$status" 0
holds "it goes on in messages" test "$(desk_tickets '.[3].messages | length')" -ge 1
is "and all of it arrived" \
	"$(desk_tickets '.[3] | [.description, .messages[].body] | join("\n")' | grep -c '^Paragraph [0-9]* of a long story. 😀$')" 1500
