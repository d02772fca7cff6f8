#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A bounce that an id of ours ties to a ticket is told there, once for each recipient and day.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install
config_write "" 'log : { file = "'"$gate"'/log"; };'

mail "The printer" "Message-ID: <first@example.net>" <<<"It smokes." >"$work/first"
sed -i '0,/^Message-ID/{/^Message-ID/d}' "$work/first"
deliver <"$work/first"
is "there is a ticket" "$status $(ticket_count)" "0 1"
ticket=$(desk_tickets '.[0].id')
number=$(desk_tickets '.[0].ticket_number')

# Twice the same is the same mail: so each token and each bounce is another one.
token() { "$flow/tickettoken.py" "$gate/secret" "$ticket"; }

# bounce MESSAGE_ID [HEADER]: of a mail with that Message-ID, the recipients' groups from stdin
bounce() {
	cat <<-END
	Return-Path: <>
	From: Mail Delivery System <MAILER-DAEMON@mx.example>
	To: ${to:-support@example.com}
	Subject: Undelivered Mail Returned to Sender
	Date: Mon, 06 May 2024 11:00:00 +0200
	Message-ID: <$EPOCHREALTIME.$BASHPID@mx.example>
	Auto-Submitted: auto-replied
	MIME-Version: 1.0
	Content-Type: multipart/report; report-type=delivery-status; boundary="b"

	--b
	Content-Type: text/plain; charset=us-ascii

	This is the mail system at host mx.example.

	--b
	Content-Type: message/delivery-status

	Reporting-MTA: dns; mx.example

	$(cat)

	--b
	Content-Type: text/rfc822-headers

	From: Support <support@example.com>
	To: Anna <anna@client.example>
	Subject: Re: The printer
	Message-ID: <$1>
	${2:-X-Nothing: here}

	--b--
	END
}

# group RECIPIENT [STATUS [ACTION]]
group() {
	printf 'Final-Recipient: rfc822; %s\nAction: %s\nStatus: %s\nDiagnostic-Code: smtp; 550 %s <%s>: Recipient address rejected\n\n' \
		"$1" "${3:-failed}" "${2:-5.1.1}" "${2:-5.1.1}" "$1"
}

last_message() { desk_tickets '.[0].messages[-1].body'; }
messages() { desk_tickets '[.[].messages[]] | length'; }

# ---------------------------------------------------------------- told once
group anna@client.example | bounce "$(token)@example.com" >"$work/bounce"
tixgate explain --json "$work/bounce"
is "explain says that it becomes a message" "$(jq -r '"\(.action) \(.class) \(.filter) \(.reference.source) \(.reference.number)"' <<<"$out")" \
	"reply dsn returned token $number"
is "by one request on that ticket" "$(jq -r '[.requests[] | "\(.method) \(.path)"] | join(",")' <<<"$out" | sed 's|.*/tickets/||')" "$ticket/messages"
is "and what came back" "$(jq -r '.returned.recipients[0] | "\(.email) \(.status) \(.action)"' <<<"$out")" \
	"anna@client.example 5.1.1 failed"
like "and by which header it knows" "$(jq -r '.notes[].note' <<<"$out")" '^D7: Message-ID of the mail that came back carries a token of '

unlike "the notes name no files" "$(jq -r '.notes[].filter' <<<"$out")" attachments

before=$(desk_tickets '.[0] | del(.messages, .updated_at)')
desk_forget_requests
deliver "<>" <"$work/bounce"
is "it is taken" "$status $out$err" "0 "
is "and is one message, by one request" "$(ticket_count) $(messages) $(requests)" "1 1 1"
like "that says who did not get it and why" "$(last_message)" \
	'^A mail of this ticket could not be delivered to anna@client.example: 5\.1\.1 the mailbox does not exist'
like "and what was said" "$(last_message)" 'it was said: 550 5\.1\.1 <anna@client\.example>: Recipient address rejected'
unlike "and nothing of the rest" "$(last_message)" 'Attachments|mail system at host'
is "customer, priority and status of the ticket are as before" "$(desk_tickets '.[0] | del(.messages, .updated_at)')" "$before"
like "the log says so" "$(cat "$gate/log")" 'outcome=posted ticket='"$number"' .*bounce'

deliver "<>" <"$work/bounce"
is "the same bounce again is known" "$status $(messages)" "0 1"
group ANNA@client.example 5.2.2 | bounce "$(token)@example.com" >"$work/again"
tixgate explain --json "$work/again"
is "explain says that another one of that day changes nothing" "$(jq -r '"\(.action) \(.reason)"' <<<"$out")" \
	"discard it is a bounce, and all whom it names were told of on the ticket today"
deliver "<>" <"$work/again"
is "nor does it" "$status $(ticket_count) $(messages)" "0 1 1"

{ group anna@client.example; group bert@client.example 5.2.2; group carl@client.example 2.0.0 delivered; } |
	bounce "$(token)@example.com" >"$work/two"
deliver "<>" <"$work/two"
is "of a bounce for two the one who is new is told of" "$status $(messages)" "0 2"
like "alone" "$(last_message)" 'delivered to bert@client\.example: 5\.2\.2 the mailbox is full'
unlike "without who was told of" "$(last_message)" 'anna|carl'
{ group dora@client.example; group emil@client.example; } | bounce "$(token)@example.com" >"$work/two"
deliver "<>" <"$work/two"
is "two new ones are one message" "$(messages)" 3
like "with a line for each" "$(last_message | tr '\n' '|')" '\|- dora@client\.example: 5\.1\.1 [^|]*\|- emil@client\.example: 5\.1\.1 '

# ---------------------------------------------------------------- where the id may stand
n=3
for header in "Reply-To: <support+$(token)@example.com>" "References: <a@b.example>
 <$(token)@example.com>" "Return-Path: <support+$(token | tr a-z A-Z)@example.com>"; do
	n=$((n + 1))
	group "r$n@client.example" | bounce "m$n@elsewhere.example" "$header" >"$work/one"
	deliver "<>" <"$work/one"
	is "an id in ${header%%:*} ties it" "$status $(messages)" "0 $n"
done
to=support+$(token)@example.com
n=$((n + 1))
group "r$n@client.example" | bounce "m$n@elsewhere.example" >"$work/one"
deliver "<>" "$to" <"$work/one"
to=
is "so does the address that the bounce came to" "$status $(messages)" "0 $n"
n=$((n + 1))
group "r$n@client.example" | bounce "m$n@elsewhere.example" |
	sed "s/^Auto-Submitted: .*/&\nReferences: <$(token)@example.com>/" >"$work/one"
deliver "<>" <"$work/one"
is "and what the bounce itself answers" "$status $(messages)" "0 $n"
n=$((n + 1))
cat >"$work/qmail" <<END
Return-Path: <>
From: MAILER-DAEMON@mx.example
To: support@example.com
Subject: failure notice
Message-ID: <$EPOCHREALTIME.q@mx.example>

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<r$n@client.example>:
Sorry, no mailbox here by that name.

--- Below this line is a copy of the message.

Return-Path: <support@example.com>
Message-ID:
 <$(token)@example.com>
To: r$n@client.example
END
deliver "<>" <"$work/qmail"
is "and one in a bounce without a report" "$status $(messages)" "0 $n"
is "whose code is left out where none was stated" \
	"$(last_message | head -n 1)" \
	"A mail of this ticket could not be delivered to r$n@client.example: the mailbox does not exist (it was said: Sorry, no mailbox here by that name.)"

# ---------------------------------------------------------------- what ties nothing
forged() { # LABEL
	deliver "<>" <"$work/forged"
	is "$1 is recorded only" "$status $(ticket_count) $(messages) $(held_count)" "0 1 $n 0"
}
group eve@client.example | bounce "first@example.net" >"$work/forged"
forged "a bounce of the customer's own mail, which anybody can forge,"
tixgate explain --json "$work/forged"
like "and explain says so" "$(jq -r '.notes[].note' <<<"$out")" '^D7: no id of ours in what came back'
group eve@client.example | bounce "$(token | tr a-m n-z)@example.com" >"$work/forged"
forged "one with a token that is not ours"
group eve@client.example | bounce "x@y.example" "X-Token: <$(token)@example.com>" >"$work/forged"
forged "one with a token elsewhere"
group eve@client.example 4.4.1 delayed | bounce "$(token)@example.com" >"$work/forged"
forged "a delay"
group eve@client.example 2.0.0 delivered | bounce "$(token)@example.com" >"$work/forged"
forged "a success"
group eve@client.example | bounce "$(token)@example.com" |
	sed 's/report-type=delivery-status/report-type=disposition-notification/; s|message/delivery-status|message/disposition-notification|' >"$work/forged"
forged "a receipt"

# ---------------------------------------------------------------- nothing is learned
for line in "From: MAILER-DAEMON@mx.example" "From: anna@client.example"; do
	from=${line#From: } mail "Re: The printer [#$number]" <<<"Me again." >"$work/stranger"
	deliver "${line#From: }" <"$work/stranger"
	is "${line#From: } has no part in the ticket because of it" "$status $(messages)" "0 $n"
done
is "and a mail of theirs is a ticket of its own" "$(ticket_count)" 2

# ---------------------------------------------------------------- settings, rules, the ticket's end
config_write "" 'filters : { class : { correlate = false; }; };'
deliver "<>" < <(group fred@client.example | bounce "$(token)@example.com")
is "a setting turns it off" "$status $(messages)" "0 $n"
config_write "" 'rules : ( { name = "hush"; if : { class = "dsn"; }; then : { action = "hold"; }; } );'
deliver "<>" < <(group fred@client.example | bounce "$(token)@example.com")
is "a rule of the operator counts more" "$status $(messages) $(held_count)" "0 $n 1"
config_write
tixgate held release "$(tixgate held list --json && jq -r .code <<<"$out")"
n=$((n + 1))
is "what it held is told on the ticket when it is released" "$status $(messages) $(held_count)" "0 $n 0"

desk_fault '{ "match": "POST /tickets/*/messages", "status": 409, "body": "{\"error\":\"merged\"}" }'
tickets=$(ticket_count)
group gerd@client.example | bounce "$(token)@example.com" >"$work/gone"
deliver "<>" <"$work/gone"
is "a ticket that is gone gets none, and no new one is made" "$status $(ticket_count) $(messages) $(held_count)" "0 $tickets $n 0"
desk_heal
deliver "<>" < <(group gerd@client.example | bounce "$(token)@example.com")
n=$((n + 1))
is "and who could not be told of then is told of later" "$status $(messages)" "0 $n"

# ---------------------------------------------------------------- several at once
tellers=()
for i in 1 2 3 4 5 6; do
	group hans@client.example | bounce "$(token)@example.com" >"$work/once$i"
	deliver_until_taken "$work/once$i" &
	tellers+=($!)
done
wait "${tellers[@]}" || true
n=$((n + 1))
is "of six that name the same recipient at the same time one is told" "$(messages)" "$n"
for i in 1 2 3 4 5 6; do deliver "<>" <"$work/once$i"; done
is "and none again" "$status $(messages)" "0 $n"
