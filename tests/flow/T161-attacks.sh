#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Nobody breaks into a thread: every known way to try, and what becomes of it.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start --requests 100000
gate_install

# settings [GROUPS]: from now on
settings() {
	config_write 'requests = 100000;' "log : { file = \"$gate/log\"; }; ${1:-}"
}
settings

# Ada's ticket is what all are after.
mail "The contract" "Message-ID: <contract.1@example.net>" <<<"Text." |
	sed '0,/^Message-ID: <[0-9]/{/^Message-ID: <[0-9]/d}' >"$work/first"
deliver <"$work/first"
number=$(desk_tickets '.[0].ticket_number')
ticket=$(desk_tickets '.[0].id')
n=0 # of references that nobody has used

# token [TICKET [FLIP]]: one that the gateway would have made
token() { "$flow/tickettoken.py" "$gate/secret" "${1:-$ticket}" ${2:+"$2"}; }

on_ticket() { desk_tickets '.[0].messages | length'; }
last_body() { desk_tickets '.[0].messages[-1].body'; }

# becomes LABEL WANT [SENDER [RECIPIENT]]: delivers $work/mail and says what it became
becomes() {
	local before all tickets held got=nothing
	before=$(on_ticket) all=$(message_count) tickets=$(ticket_count) held=$(held_count)
	deliver "${3-mallory@example.org}" "${4:-support@example.com}" <"$work/mail"
	[ "$(ticket_count)" = "$tickets" ] || got="a new ticket"
	[ "$(held_count)" = "$held" ] || got=held
	[ "$(message_count)" = "$all" ] || got="a message elsewhere"
	[ "$(on_ticket)" = "$before" ] || got="a message on it"
	[ "$status" = 0 ] || got="status $status"
	is "$1: $2" "$got" "$2"
}

# write SUBJECT [HEADER...]: the mail that is tried next, by $from
write() { mail "$@" <<<"Text ${text:-of nobody}." >"$work/mail"; }

# ---- Ticket Trick: a service is told an address or a name, and writes its code there

service() { # LABEL SENDER HEADER...
	local label=$1 from=$2
	shift 2
	write "Your code is 4711 [#$number]" "$@"
	becomes "ticket trick, by number, $label" "a new ticket" "$from"
	write "Your code is 4711" "$@"
	becomes "ticket trick, by token, $label" "a new ticket" "$from" \
		"support+$(token)@example.com"
}
service "generated mail" robot@service.example "Auto-Submitted: auto-generated"
service "a mailing's" hello@service.example "List-Unsubscribe: <https://service.example/u>"
service "bulk mail" hello@service.example "Precedence: bulk"
service "a no-reply sender" no-reply@service.example
service "with nothing that tells it" hello@service.example
service "with a thread of its own" no-reply@service.example "References: <1@service.example>" \
	"In-Reply-To: <1@service.example>"
from=hello@service.example write "Your code is 4711"
becomes "ticket trick, by token, null sender" "a new ticket" "" "support+$(token)@example.com"

# ---- a guessed number

for form in "Re: [#$number] The contract" "Re: $ticket" "Ticket #$number"; do
	from=mallory@example.org write "$form"
	becomes "a guessed number, \"${form/$ticket/UUID}\"" "a new ticket"
done
like "it names the other ticket" "$(desk_tickets '.[-1].description')" "#$number"
from=mallory@example.org text="https://localhost/tickets/$number" write "See there"
becomes "a guessed link" "a new ticket"
write "Re: [#$number] The contract"
becomes "the customer's own number" "a message on it" ada@example.net
from=mallory@example.org write "Re: contract" "In-Reply-To: <contract.1@example.net>"
becomes "an overheard Message-ID" "a new ticket"

# ---- a forged or stolen Message-ID or address of ours

forged() { # LABEL WANT TOKEN
	from=mallory@example.org write "Re: contract" "In-Reply-To: <tixgate.$3@example.com>" \
		"References: <tixgate.$3@example.com>"
	becomes "a Message-ID with $1" "$2"
	from=mallory@example.org write "Re: contract" "In-Reply-To: <$((++n))@example.org>"
	becomes "an address with $1" "$2" mallory@example.org "support+$3@example.com"
}
for bit in 0 39 79; do
	forged "bit $bit of the tag flipped" "a new ticket" "$(token "$ticket" $bit)"
done
mixed=$(token 00000000-0000-4000-8000-000000000000)
right=$(token)
forged "another ticket's tag" "a new ticket" "${right:0:32}${mixed:32}"
forged "no tag" "a new ticket" "${right:0:32}aaaaaaaaaaaaaaaa"
forged "nothing but the number" "a new ticket" "$number"
mkdir "$work/other"
printf '%064d\n' 0 >"$work/other/secret"
forged "another secret's token" "a new ticket" \
	"$("$flow/tickettoken.py" "$work/other/secret" "$ticket")"

renew() { # as the manual says
	(umask 077; cd "$gate"; { openssl rand -hex 32; head -n 1 secret; } >secret.new &&
		mv secret.new secret)
}
renew
from=carl@example.net write "Re: contract" "In-Reply-To: <tixgate.$right@example.com>"
becomes "a Message-ID with the older secret's token" "a message on it" carl@example.net
renew
forged "a token of the secret before both" "a new ticket" "$right"

mail "Re: [#$number] Of our own" <<<"An acknowledgement that comes back." |
	sed "s/^Message-ID: .*/Message-ID: <tixgate.$(token)@example.com>/" >"$work/mail"
becomes "mail of our own that comes back" nothing ada@example.net

# ---- a spoofed sender, an agent's address

settings 'thread : { agents = [ "@example.com" ]; };'
from=eve@example.com write "Re: [#$number] close and assign to eve" "X-Priority: 1"
desk_forget_requests
becomes "an agent's From with a number" "a new ticket" mallory@example.org
is "an agent's From asks nothing else of the desk" \
	"$(control GET requests | jq -r '.data? // . | map(select(.method != "GET") | .path) |
		unique | join(" ")')" /api/v1/tickets
from=eve@example.com write "Re: contract" "In-Reply-To: <tixgate.$(token)@example.com>"
becomes "an agent with a token" "a message on it" eve@example.com
like "is named above what he says" "$(last_body)" '^From .*<eve@example\.com>.*:$'
from=eve@example.com write "Of an agent"
becomes "an agent's own ticket" "a new ticket" eve@example.com
eves=$(desk_tickets '.[-1].ticket_number')
from=eve@example.com write "Re: [#$eves] Of an agent"
deliver eve@example.com <"$work/mail"
like "he is named on his own as well" "$(desk_tickets '.[-1].messages[0].body')" \
	'^From .*<eve@example\.com>:$'

# ---- headers that would steer the gateway

settings
for header in "X-Tixgate-Ticket: $number" "X-Tixgate-Token: $(token)" "X-Tixallo-Ticket: $ticket" \
	"X-Ticket-ID: $ticket" "RT-Ticket: $number" "X-Zammad-Ticket-Id: $number" \
	"X-Tixgate-Customer: ada@example.net" "Sender: ada@example.net" \
	"Resent-From: ada@example.net" "X-Original-From: ada@example.net" \
	"Return-Path: <ada@example.net>" "X-Sender: ada@example.net" \
	"X-Envelope-From: ada@example.net" "Reply-To: ada@example.net"; do
	from=mallory@example.org write "Re: [#$number] The contract" "$header"
	becomes "a header ${header%%:*}" "a new ticket"
done
is "of the stranger, not of Ada" "$(last_customer)" mallory@example.org

# ---- forged results of authentication

settings 'filters : { verified : { authserv_id = "mx.example.com"; }; };'
results() { # LABEL WANT HEADER...
	local label=$1 want=$2
	shift 2
	write "Re: [#$number] The contract" "$@"
	becomes "$label" "$want" ada@example.net
}
fail="Authentication-Results: mx.example.com; dmarc=fail header.from=example.net"
pass="Authentication-Results: mx.example.com; dmarc=pass header.from=example.net"
results "a failed sender with the customer's address" "a new ticket" "$fail"
results "a forged pass below" "a new ticket" "$fail" "$pass"
results "a forged pass of another host above" "a new ticket" "${pass/mx.example.com/evil.example}" "$fail"
results "the name in capitals, with a comment and folded" "a new ticket" \
	$'Authentication-Results: (yes) MX.Example.COM 1;\n dmarc (p=none) = fail' "$pass"
results "a pass in the envelope sender, which stands in quotes" "a new ticket" \
	"${fail/; dmarc/; spf=pass smtp.mailfrom=\"a; dmarc=pass ;\"@evil.example; dmarc}"
results "a comment that begins in the envelope sender" "a new ticket" \
	"${fail/; dmarc/; spf=pass smtp.mailfrom=\"a(\"@evil.example; dmarc}"
results "a pass beside a fail" "a new ticket" "${fail/; dmarc/; dmarc=pass; dmarc}"
results "arc=pass beside a fail" "a new ticket" "${fail/; dmarc/; arc=pass; dmarc}"
results "another host's fail" "a message on it" "${fail/mx.example.com/evil.example}"
results "spf=fail alone" "a message on it" "${fail/dmarc/spf}"
results "a pass" "a message on it" "$pass"
write "Re: contract" "$fail" "In-Reply-To: <tixgate.$(token)@example.com>"
becomes "a failed sender with a token" "a message on it" ada@example.net
like "is posted as not verified" "$(last_body)" '^From .*<ada@example\.net> \(not verified\).*:$'
# names LABEL WANT FROM HEADER...: another whose From may be proved, but says that Ada wrote it
names() {
	local label=$1 want=$2 from=$3
	shift 3
	write "Re: [#$number] The contract" "Reply-To: ada@example.net" "$@"
	becomes "$label" "$want" "$from"
}
names "a program of another's that names the customer" "a new ticket" www@evil.example \
	"${pass/=example.net/=evil.example}"
names "a list of another's that names the customer" "a new ticket" '"Ada via L" <l@evil.example>' \
	"List-Id: <l.evil.example>" "${pass/=example.net/=evil.example}"
names "a forged form of ours that names the customer" "a new ticket" support@example.com \
	"${fail/=example.net/=example.com}"
names "our own form" "a message on it" support@example.com
settings

# ---- a From that two programs read in two ways

two_froms() { # LABEL FROM-LINES
	write "Re: [#$number] The contract"
	{
		printf '%b\n' "$2"
		grep -v '^From:' "$work/mail"
	} >"$work/mail.2"
	mv "$work/mail.2" "$work/mail"
	becomes "$1" "a new ticket"
}
two_froms "two From headers" 'From: ada@example.net\nFrom: mallory@example.org'
two_froms "two From headers, the other way" 'From: mallory@example.org\nFrom: ada@example.net'
two_froms "two mailboxes in From" 'From: <ada@example.net><mallory@example.org>'
two_froms "a list in From" 'From: ada@example.net, mallory@example.org'
two_froms "two at signs" 'From: ada@example.net@evil.example'
two_froms "a NUL in the address" 'From: ada@example.net\0@evil.example'
two_froms "an address in encoded words" 'From: =?utf-8?q?ada=40example.net?= <mallory@example.org>'
two_froms "a comment around the domain" 'From: ada@example.net(x)@evil.example'
two_froms "an address as a name" 'From: "ada@example.net" <mallory@example.org>'
is "whose name is dropped" "$(desk_tickets '.[-1] | .customer_name // .customer.name // ""' |
	grep -c ada || true)" 0

# ---- the Message-ID of others

mail "Of another" <<<"Other text." | sed 's/^Message-ID: .*/Message-ID: <contract.1@example.net>/' \
	>"$work/mail"
becomes "another mail with Ada's Message-ID" "a new ticket"
write "Re: contract" "In-Reply-To: <contract.1@example.net>"
becomes "and Ada's thread stays where it was" "a message on it" ada@example.net
from=mallory@example.org write "Mine" "References: <public.1@list.example>"
becomes "a ticket that claims a public thread" "a new ticket"
from=bert@example.org write "Re: public" "References: <public.1@list.example>"
becomes "gets nobody's answers to it" "a new ticket" bert@example.org
from=bert@example.org write "Re: public" "References: <public.1@list.example>"
becomes "who goes on with his own" "a message elsewhere" bert@example.org
is "by the ticket that he made" "$(desk_tickets '.[-1].messages | length')" 1

# ---- a token that was passed on

from=dora@example.org write "Re: contract" "In-Reply-To: <tixgate.$(token)@example.com>"
becomes "who was given a token" "a message on it" dora@example.org
like "is named above what he says" "$(last_body)" \
	'^From .*<dora@example\.org>, who had no part in this ticket before:$'
from=dora@example.org write "Re: [#$number]"
becomes "and has a part from then on" "a message on it" dora@example.org
settings 'thread : { token = "never"; };'
from=emil@example.org write "Re: contract" "In-Reply-To: <tixgate.$(token)@example.com>"
becomes "who was given a token, where none counts" "a new ticket" emil@example.org
settings 'thread : { token = "always"; };'
from=emil@example.org write "The contract"
becomes "who was given an address, where each token counts" "a message on it" \
	emil@example.org "support+$(token)@example.com"
from=no-reply@service.example write "Your code is 4711"
becomes "but a service never" "a new ticket" no-reply@service.example \
	"support+$(token)@example.com"

# ---- a merged ticket: whoever answers it first has a ticket of his own, not Ada's thread

settings
control POST "tickets/$ticket" '{"merged": true}' >/dev/null
from=dora@example.org write "Re: [#$number] The contract"
becomes "one with a part in it answers a merged ticket" "a new ticket" dora@example.org
is "which is hers" "$(last_customer)" dora@example.org
write "Re: contract" "In-Reply-To: <contract.1@example.net>"
becomes "Ada's answer is not posted there" "a new ticket" ada@example.net
is "but is on a ticket of Ada's" "$(last_customer)" ada@example.net
from=dora@example.org write "Re: [#$number] The contract"
becomes "where the thread goes on" "a message elsewhere" dora@example.org
like "in Ada's ticket" "$(desk_tickets '.[-1].messages[-1].body')" '^From .*<dora@example\.org>:$'

like "all that is in the log" "$(cat "$gate/log")" 'outcome=posted'
unlike "but no token" "$(grep -v recipient= "$gate/log")" "$right"
