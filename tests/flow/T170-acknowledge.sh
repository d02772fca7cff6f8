#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A new ticket is acknowledged, once, to the right person, and the answer comes back.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=acks.sh
. "$flow/acks.sh"

desk_start
gate_install
acks_install ""

# ---------------------------------------------------------------- one, and what it says
mail "Käse & Brot: where is it?" "In-Reply-To: <older@example.net>" <<<"Where?" >"$work/first"
sed -i 's/^Subject: .*/Subject: =?utf-8?q?K=C3=A4se_=26_Brot?= where is it?/' "$work/first"
deliver <"$work/first"
number=$(desk_tickets '.[0].ticket_number')
is "the mail is taken, and is a ticket" "$status $(ticket_count)" "0 1"
is "nothing is said to the mail system" "$out$err" ""
is "one acknowledgement was sent" "$(acks)" 1
is "to the writer, behind --" "$(ack_arguments 1)" "-i -f <> -- ada@example.net"
is "its subject has the number" "$(ack_json 1 .subject)" "Auto: [#$number] Käse & Brot where is it?"
like "its text has it as well" "$(ack_json 1 .text)" "ticket #$number\."
is "it is from the mailbox" "$(ack_json 1 .headers.from.email)" support@example.com
like "its answers go to an address with a token" "$(ack_json 1 '.headers.reply_to[0].email')" \
	'^support\+[a-z2-7]{48}@example\.com$'
like "and so has its Message-ID" "$(ack_json 1 .message_id)" '[a-z2-7]{48}@example\.com$'
id=$(sed -n 's/^Message-ID: <\(.*\)>/\1/p' "$work/first")
is "it answers the mail" "$(ack_json 1 '.headers.in_reply_to[0]')" "$id"
is "and belongs to what that answered" "$(ack_json 1 '.headers.references | join(" ")')" "older@example.net $id"
for line in "Auto-Submitted: auto-replied" "X-Auto-Response-Suppress: All" "MIME-Version: 1.0" \
	"Content-Type: text/plain; charset=utf-8" "To: <ada@example.net>"; do
	like "it says: $line" "$(ack_head 1)" "^$line\$"
done
like "it has a date" "$(ack_head 1)" '^Date: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 2[0-9]{3} [0-9:]{8} \+0000$'
unlike "it is not of a bulk" "$(ack_head 1)" '^Precedence:'
unlike "it is ASCII" "$(cat "$acks/1.mail")" '[^[:print:][:space:]]'
like "the log says so" "$(gate_log)" 'outcome=created .*ack=sent'

deliver <"$work/first"
is "the same mail again is not acknowledged again" "$status $(acks)" "0 1"

# ---------------------------------------------------------------- the answer comes back
desk_forget_requests
mail "Re: your mail" <<<"Here it is." >"$work/answer"
deliver ada@example.net "$(ack_json 1 '.headers.reply_to[0].email')" <"$work/answer"
is "the answer to its address is on the ticket" "$status $(ticket_count) $(message_count)" "0 1 1"
holds "by one request or two" test "$(requests)" -le 2
ack_answer 1 <<<"And here." >"$work/answer"
deliver ada@example.net support@example.com <"$work/answer"
is "so is one to the plain address, by its Message-ID" "$status $(ticket_count) $(message_count)" "0 1 2"
is "a reply is not acknowledged" "$(acks)" 1
mv "$gate/secret" "$work/secret"
ack_answer 1 <<<"Much later." >"$work/answer"
deliver ada@example.net support@example.com <"$work/answer"
is "and so is one when no token verifies any more" "$status $(ticket_count) $(message_count)" "0 1 3"
mv "$work/secret" "$gate/secret"

# ---------------------------------------------------------------- our own come back
cp "$acks/1.mail" "$work/own"
deliver "" <"$work/own"
is "an acknowledgement that comes to us is discarded" "$status $(ticket_count) $(message_count)" "0 1 3"
grep -v '^\(Auto-Submitted\|X-Auto\|From\|Message-ID\)' "$work/own" |
	sed '1i From: <somebody@example.org>' >"$work/loop"
deliver somebody@example.org <"$work/loop"
is "known by its X-Loop alone" "$status $(ticket_count) $(message_count)" "0 1 3"
like "as mail of our own" "$(gate_log | tail -n 1)" 'outcome=discarded .*mail of our own'
sed -e 's/^X-Loop: tixgate\../&x/' -e 's/^Subject: .*/Subject: Another/' "$work/loop" >"$work/forged"
deliver somebody@example.org <"$work/forged"
is "which nobody else can make" "$status $(ticket_count) $(acks)" "0 2 1"

# ---------------------------------------------------------------- who gets none
count=$(ticket_count)
while IFS='|' read -r label sender header; do
	mail "Of $label" "$header" <<<"Text." >"$work/none"
	case $header in From:* | To:*) sed -i "0,/^${header%%:*}:/{/^${header%%:*}:/d}" "$work/none" ;; esac
	deliver "$sender" <"$work/none"
	is "$label: no acknowledgement" "$status $(acks)" "0 1"
done <<-'END'
	a machine|ada@example.net|Auto-Submitted: auto-generated
	a list|ada@example.net|List-Id: <a.example.net>
	who wants none|ada@example.net|X-Auto-Response-Suppress: OOF
	a null sender||X-Mailer: plain
	another envelope sender|bounces@example.net|X-Mailer: plain
	nobody|no-reply@example.net|From: <no-reply@example.net>
	who wrote to somebody else|ada@example.net|To: <other@example.org>
	ourselves|support@example.com|From: <support@example.com>
END
holds "they became tickets nevertheless" test "$(ticket_count)" -ge $((count + 7))
like "and the log says why" "$(gate_log)" 'ack="none: the envelope sender is not the writer"'

# ---------------------------------------------------------------- limits
for n in 1 2 3; do
	from=lim@example.net mail "Always the same" <<<"Number $n." >"$work/same"
	deliver lim@example.net <"$work/same"
done
is "the same subject is acknowledged twice" "$(acks)" 3
for n in {1..10}; do
	from=lim+$n@example.net mail "Number $n" <<<"Number $n." >"$work/many"
	deliver "lim+$n@example.net" <"$work/many"
done
is "and one writer ten times" "$(acks)" 11
is "all are tickets" "$status $(desk_tickets '[.[] | select((.customer_email // .customer.email) | startswith("lim"))] | length')" "0 13"
like "what is too much is in the log" "$(gate_log)" 'ack="none: the writer had 10 within 180 minutes"'

# ---------------------------------------------------------------- a dry run
mail "Dry" "Return-Path: <eve@example.net>" <<<"Text." | sed 's/^From: .*/From: <eve@example.net>/' >"$work/dry"
tixgate explain --offline "$work/dry"
like "explain says that one would be sent" "$out" 'acknowledge: an acknowledgement would go to eve@example\.net'
sed -i 's/eve@/lim@/' "$work/dry"
tixgate explain --offline "$work/dry"
like "or why not" "$out" 'acknowledge: no acknowledgement: the writer had 10 within'
is "and sends none" "$(acks)" 11

# ---------------------------------------------------------------- off by default
config_write "" "log : { file = \"$gate/log\"; };"
from=off@example.net mail "Off" <<<"Text." >"$work/off"
deliver off@example.net <"$work/off"
is "without the setting there is none" "$status $(acks)" "0 11"
unlike "and the log says nothing of it" "$(gate_log | tail -n 1)" 'ack='
