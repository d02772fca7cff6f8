#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Which ticket a mail belongs to: each evidence alone, and the stronger of two.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start --requests 100000
gate_install
config_write 'requests = 100000;' 'thread : { link_hosts = [ "desk.example" ]; };'

# ticket SUBJECT MESSAGE-ID [HEADER...]: a new one of Ada's; its number and id
ticket() {
	mail "$1" "${@:3}" <<<"Text." | sed "s/^Message-ID: .*/Message-ID: <$2>/" >"$work/mail"
	deliver <"$work/mail"
	number=$(desk_tickets '.[-1].ticket_number')
	id=$(desk_tickets '.[-1].id')
}
conversation="Thread-Index: AQHaoqjE0t2n3xYkWkSbO1lq8v6J0g=="
answer="Thread-Index: AQHaoqjE0t2n3xYkWkSbO1lq8v6J0rFTRjyAgAABIIA="
ticket "First" first@example.net "$conversation"
first=$number first_id=$id
ticket "Second" second@example.net
second=$number second_id=$id

token() { "$flow/tickettoken.py" "$gate/secret" "$1"; }

# explained: what explain says of $work/mail's reference: source, number, action
explained() {
	tixgate explain --json "$work/mail"
	jq -r '"\(.reference.source // "none") \(.reference.number // "-") \(.action)"' <<<"$out"
}
notes() { jq -r '.notes[].note' <<<"$out"; }

# names LABEL WANT SUBJECT [HEADER...]: what a mail of Ada's is said to belong to
names() {
	mail "$3" "${@:4}" <<<"${text:-Text.}" >"$work/mail"
	explained >"$work/said"
	is "$1" "$(cat "$work/said")" "$2"
}

desk_forget_requests
names "nothing" "none - create" "Another"
names "a token in To" "token $first reply" "Re: First" "Cc: support+$(token "$first_id")@example.com"
names "a token in capitals" "token $first reply" "Re: First" \
	"Cc: SUPPORT+$(token "$first_id" | tr '[:lower:]' '[:upper:]')@EXAMPLE.COM"
names "a token in an answered Message-ID" "token $first reply" "Re: First" \
	"References: <tixgate.$(token "$first_id")@mx.example.com>"
names "an answered Message-ID" "header $first reply" "Re: First" "In-Reply-To: <first@example.net>"
names "a number in the subject" "subject $first reply" "Re: [#$first] First"
text="See https://app.desk.example/tickets/$first_id" \
	names "a link in the text" "body $first reply" "Re: First"
names "Outlook's conversation" "thread-index $first reply" "Re: First" "$answer"
is "none of these asked the desk" "$(requests)" 0

# ---- the stronger wins, and says so

second_token=$(token "$second_id")
names "token against Message-ID" "token $second reply" "Re: First" \
	"Cc: support+$second_token@example.com" "In-Reply-To: <first@example.net>"
like "it says so" "$(notes)" "token is of ticket #$second, and it answers a mail of ticket #$first: the token counts"
names "token against number" "token $second reply" "Re: [#$first]" \
	"Cc: support+$second_token@example.com"
like "it says so" "$(notes)" "token is of ticket #$second, and its subject names \[#$first\]: the token counts"
names "Message-ID against number" "header $second reply" "Re: [#$first]" \
	"In-Reply-To: <second@example.net>"
like "it says so" "$(notes)" "mail it answers is of ticket #$second, and its subject names \[#$first\]: the answered mail counts"
text="See https://desk.example/tickets/$first" \
	names "number against link" "subject $second reply" "Re: [#$second]"
like "it says so" "$(notes)" "the text links to .*/tickets/$first as well: the subject counts"
names "number against conversation" "subject $second reply" "Re: [#$second]" "$answer"
names "two that agree" "token $first reply" "Re: [#$first]" \
	"Cc: support+$(token "$first_id")@example.com" "In-Reply-To: <first@example.net>"
unlike "say nothing of it" "$(notes)" 'counts'
unlike "no note shows the token" "$(notes)" "$(token "$first_id" | cut -c1-26)"

# ---- of several tickets in a subject, that of the writer

control POST tickets '{"subject": "Of Zoe", "customer_email": "zoe@example.net"}' >/dev/null
zoes=$(desk_tickets '.[-1].ticket_number')
names "a number of a customer's own desk, too" "subject $first reply" "Re: [#555555] Fwd: [#$first]"
is "which asked the desk nothing" "$(requests)" 0
names "two of hers" "subject $first reply" "Re: [#$first] [#$second]"
names "two of hers, side by side" "subject $second reply" "Re: [#$second][#$first]"
tixgate sync
names "another's first" "subject $first reply" "Re: [#$zoes] Fwd: [#$first]"
like "it says so" "$(notes)" "of the tickets that the subject names \[#$first\] counts"
names "none of hers" "subject $zoes create" "Re: [#$zoes] [#555555]"
desk_forget_requests
control POST tickets '{"subject": "By the web", "customer_email": "ada@example.net"}' >/dev/null
newest=$(desk_tickets '.[-1].ticket_number')
names "one that only the desk knows" "subject $newest reply" "Re: [#555555] [#$newest]"
is "one request tells of both" "$(requests GET)" 1

# ---- what only hints counts for who has a part

messages() { desk_tickets ".[$1].messages | length"; }
# posts LABEL INDEX: $work/mail becomes a message on that ticket
posts() {
	local before
	before=$(messages "$2")
	deliver "${from:-ada@example.net}" <"$work/mail"
	is "$1" "$status $(messages "$2")" "0 $((before + 1))"
}
# opens LABEL: it becomes a new ticket
opens() {
	local before
	before=$(ticket_count)
	deliver "${from:-ada@example.net}" <"$work/mail"
	is "$1" "$status $(ticket_count)" "0 $((before + 1))"
}

export from=mallory@example.org
mail "Re: First" "$answer" <<<"Text." >"$work/mail"
opens "a stranger with the conversation's Thread-Index has a ticket of his own"
unlike "which names no other" "$(desk_tickets '.[-1].description')" '#'
from=
# The desk's own notification is not known; Ada's answer to it is.
mail "Re: [#$first] First" "In-Reply-To: <notice.1@desk.example>" <<<"Text." >"$work/mail"
posts "an answer to a mail of the desk, by its number" 0
mail "Re: First" "In-Reply-To: <notice.1@desk.example>" <<<"Text, again." >"$work/mail"
posts "the next answer to it, without the number" 0
from=mallory@example.org
mail "Re: First" "In-Reply-To: <notice.1@desk.example>" <<<"Text." >"$work/mail"
opens "a stranger's answer to it"
from=

# ---- a colleague in copy, who has no part, between two mails of the customer's

mail "Of three" "Cc: bea@example.net" <<<"Text." |
	sed "s/^Message-ID: .*/Message-ID: <three.1@example.net>/" >"$work/mail"
deliver <"$work/mail"
three=$(($(ticket_count) - 1))
from=bea@example.net
mail "Re: Of three" "In-Reply-To: <three.1@example.net>" <<<"Text." |
	sed "s/^Message-ID: .*/Message-ID: <three.2@example.net>/" >"$work/mail"
opens "she has a ticket of her own"
from=
mail "Re: Of three" "In-Reply-To: <three.2@example.net>" \
	"References: <three.1@example.net> <three.2@example.net>" <<<"Text." |
	sed "s/^Message-ID: .*/Message-ID: <three.3@example.net>/" >"$work/mail"
posts "the customer's answer to her is on the customer's" "$three"
from=bea@example.net
mail "Re: Of three" "In-Reply-To: <three.3@example.net>" \
	"References: <three.1@example.net> <three.2@example.net> <three.3@example.net>" \
	<<<"Text 2." >"$work/mail"
posts "and hers to that on hers" $((three + 1))
from=

# ---- one who was let in, and what it costs

desk_forget_requests
from=bert@example.org
mail "Re: First" "In-Reply-To: <tixgate.$(token "$first_id")@example.com>" <<<"Text." >"$work/mail"
posts "a token's bearer" 0
is "for the first time: one request, since the ticket is known" "$(requests)" 1
desk_forget_requests
mail "Re: [#$first]" <<<"Text." >"$work/mail"
posts "a participant by number" 0
is "one request" "$(requests)" 1
mail "Re: First" "$answer" <<<"Text." >"$work/mail"
posts "a participant by conversation" 0
is "one request more" "$(requests)" 2
from=
control POST tickets '{"subject": "By the web", "customer_email": "ada@example.net"}' >/dev/null
web_id=$(desk_tickets '.[-1].id') web=$(($(ticket_count) - 1))
desk_forget_requests
mail "Re: By the web" "In-Reply-To: <tixgate.$(token "$web_id")@example.com>" <<<"Text." >"$work/mail"
posts "the customer of a ticket that was never seen" "$web"
is "for the first time: two requests" "$(requests)" 2
desk_forget_requests
mail "Re: By the web" "In-Reply-To: <tixgate.$(token "$web_id")@example.com>" <<<"Text 2." >"$work/mail"
posts "and again" "$web"
is "one request" "$(requests)" 1

control POST tickets '{"subject": "Another by the web", "customer_email": "ada@example.net"}' >/dev/null
web_number=$(desk_tickets '.[-1].ticket_number') web=$(($(ticket_count) - 1))
desk_forget_requests
mail "Re: [#$web_number]" <<<"Text." >"$work/mail"
posts "a number never seen, by a customer of other tickets" "$web"
is "two requests: the newest name him by his id, and the post" "$(requests)" 2

# ---- a ticket that is merged, or gone

control POST "tickets/$first_id" '{"merged": true}' >/dev/null
mail "Re: First" "In-Reply-To: <tixgate.$(token "$first_id")@example.com>" <<<"Text." >"$work/mail"
opens "an answer to a merged ticket"
like "names it" "$(desk_tickets '.[-1].description')" "ticket #$first \(merged"
after=$(($(ticket_count) - 1))
mail "Re: First" "In-Reply-To: <tixgate.$(token "$first_id")@example.com>" <<<"Text 2." >"$work/mail"
posts "the next with its token goes on the new one" "$after"
mail "Re: Gone" "In-Reply-To: <tixgate.$(token 00000000-0000-4000-8000-000000000001)@example.com>" \
	<<<"Text." >"$work/mail"
opens "a token of a ticket that is gone"
like "names it, too" "$(desk_tickets '.[-1].description')" '00000000-0000-4000-8000-000000000001'

# ---- a thread of many mails, of which the program keeps the ends

ids() { # FROM TO: as References has them, folded
	local i
	for ((i = $1; i <= $2; i++)); do printf '\n <between.%d@example.org>' "$i"; done
}
mail "Long" <<<"Text." | sed "s/^Message-ID: .*/Message-ID: <long@example.net>/" >"$work/mail"
deliver <"$work/mail"
long=$(($(ticket_count) - 1))
mail "Re: Long" "References: <long@example.net>$(ids 1 30)" <<<"Text 2." >"$work/mail"
posts "an answer 31 mails behind what began the thread" "$long"
mail "Re: Long" "References:$(ids 50 300) <long@example.net>" <<<"Text 3." >"$work/mail"
posts "an answer whose newest of 252 references is known" "$long"

# ---- one address in several forms is one person

# posts_as LABEL INDEX FROM TEXT: by the ticket's number
posts_as() {
	mail "Re: [#$(desk_tickets ".[$2].ticket_number")]" <<<"$4" | sed "s/^From: .*/From: $3/" >"$work/mail"
	posts "$1" "$2"
}
posts_as "a customer with quotes that he does not need" "$long" '"ada"@example.net' "Text 4."
for form in 'kim@b\xc3\xbccher.example' 'KIM@B\xc3\xbcCHER.example' 'kim@xn--bcher-kva.example' \
	'lou@xn--bcher-kva.example' 'lou@b\xc3\xbccher.example'; do
	printf -v writer %b "$form"
	mail "Re: Long" "In-Reply-To: <long@example.net>" <<<"Of $writer." |
		sed "s/^From: .*/From: $writer/" >"$work/mail"
	case $form in
	kim@b* | lou@x*)
		# The first mail of each is let in by a token.
		sed -i "s/^In-Reply-To: .*/In-Reply-To: <tixgate.$(token \
			"$(desk_tickets ".[$long].id")")@example.com>/" "$work/mail" ;;
	esac
	from=kim@xn--bcher-kva.example posts "an internationalised domain as ${form/@*xn*/@A-labels}" "$long"
done

# ---- a ticket that the desk once had

desk_fault '{"match": "POST /tickets/*/messages", "count": 1, "status": 410, "act": false}'
mail "Re: Long" "In-Reply-To: <long@example.net>" <<<"Text 5." >"$work/mail"
opens "an answer to a ticket that is gone for good (410)"
like "names it" "$(desk_tickets '.[-1].description')" 'not to be found'
desk_fault '{"match": "GET /tickets/*", "count": 1, "status": 410, "act": false}'
mail "Re: Gone" "In-Reply-To: <tixgate.$(token 00000000-0000-4000-8000-000000000002)@example.com>" \
	<<<"Text." >"$work/mail"
opens "a token of a ticket that is gone for good (410)"
desk_heal
