#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Real Postfix, its sendmail, two gateways that acknowledge: the loop closes for people,
# and two programs that write to each other soon stop.
# Postfix's sendmail takes its configuration from nowhere but /etc/postfix, unless the one
# there allows it: so the throwaway Postfix lies there, for this test's processes alone.
if [ -z "${OWN_MOUNTS:-}" ] && unshare -m true 2>/dev/null; then
	OWN_MOUNTS=1 exec unshare -m "$0" "$@"
fi
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
[ -n "${OWN_MOUNTS:-}" ] || skip_all "no mounts of its own can be had here"
need_root "a throwaway Postfix"
need_program postfix

desk_start
gate_install nobody
control POST keys '{"add": "other-key", "workspace": "other"}' >/dev/null

# A second gateway beside the first, with a state, a secret and a workspace of its own.
other=$work/other
mkdir -p "$other"
printf 'other-key\n' >"$other/api.key"
chmod 600 "$other/api.key"
acknowledge() { # FOLDER ADDRESS KEY: its configuration
	cat >"$1/tixgate.conf" <<-END
	api : { url = "$(cat "$desk/https.url")"; key_file = "$1/api.key"; ca_path = "$desk/certs"; };
	state : { url = "sqlite:$1/state.db"; hold = "$1/held"; };
	log : { file = "$1/log"; };
	mailboxes : ( { name = "help"; address = [ "$2" ]; } );
	acknowledge : { enabled = true; templates = "$root/conf/ack"; };
	END
}
acknowledge "$gate" support@example.com
acknowledge "$other" help@example.com
chown -R nobody: "$other"

mkdir -p "$pf/etc"
find /etc/postfix -maxdepth 1 ! -name main.cf ! -name master.cf ! -path /etc/postfix \
	-exec cp -R {} "$pf/etc" \;
mount --bind "$pf/etc" /etc/postfix
postfix_start
printf '%s\n' 'help@example.com other:' 'gone.example error:5.1.1 no such user' >>"$pf/etc/tixgate_transport"
postmap -c "$pf/etc" "$pf/etc/tixgate_transport"
placed "$root/contrib/postfix/master.cf" |
	sed -e 's/^tixgate unix/other unix/' -e "s|$gate/tixgate.conf|$other/tixgate.conf|" >>"$pf/etc/master.cf"
echo 'other_destination_recipient_limit = 1' >>"$pf/etc/main.cf"
postfix -c "$pf/etc" reload >/dev/null 2>&1

ours() { desk_tickets '[.[] | select(.workspace != "other")] | length'; }
theirs() { desk_tickets '[.[] | select(.workspace == "other")] | length'; }
logs() { cat "$gate/log" "$other/log" 2>/dev/null || true; }
lines_are() { [ "$(logs | grep -c outcome=)" -ge "$1" ]; }
sent() { logs | grep -c 'ack=sent' || true; }
# settled N: so many mails and no more were handled in all, and none is under way
settled() {
	wait_for 60 lines_are "$1" && wait_for 60 queue_is 0 && sleep 2 &&
		wait_for 60 queue_is 0 && [ "$(logs | grep -c outcome=)" = "$1" ]
}
# All that goes to neither gateway lands here, one file each, the oldest first.
received() { find "$box" -type f -path '*/new/*' -printf '%T@ %p\n' | sort -n | cut -d ' ' -f 2; }
received_is() { [ "$(received | wc -l)" = "$1" ]; }
header() { sed -n "/^\$/q; s/^$1: //p" "$2"; }
# world: tickets of ours, of theirs, messages, acknowledgements sent
world() { echo "$(ours) $(theirs) $(message_count) $(sent)"; }
# from_to FROM TO: a mail of an address, in its name and by its envelope
from_to() { mail "From $1" <<<"Text." | sed -e "s/^From: .*/From: <$1>/" -e "s/^To: .*/To: $2/" | smtp "$1" "$2"; }

# ---------------------------------------------------------------- a person
mail "Where is it?" <<<"Where?" | smtp ada@example.net support@example.com
holds "the customer has one acknowledgement" wait_for 60 received_is 1
holds "and nothing else happens" settled 1
ack=$(received)
number=$(desk_tickets '.[0].ticket_number')
is "it came with a null sender" "$(header Return-Path "$ack")" "<>"
is "its subject has the number" "$(header Subject "$ack")" "Auto: [#$number] Where is it?"
reply_to=$(header Reply-To "$ack" | tr -d '<>')
like "its answers go to an address with a token" "$reply_to" '^support\+[a-z2-7]{48}@example\.com$'
mail "Re: your mail" <<<"There." | smtp ada@example.net "$reply_to"
holds "the answer is handled" settled 2
is "it is on the ticket, and not acknowledged" "$(world)" "1 0 1 1"
mail "Re: your mail" "In-Reply-To: $(header Message-ID "$ack")" <<<"There too." | smtp ada@example.net support@example.com
holds "one to the plain address as well" settled 3
is "it is on the ticket too" "$(world)" "1 0 2 1"

# ---------------------------------------------------------------- nobody is there
mail "Gone" <<<"Text." | sed 's/ada@example.net/bob@gone.example/' | smtp bob@gone.example support@example.com
holds "one to an address that does not exist is handled" settled 4
is "it was sent, and its bounce goes nowhere" "$(world)" "2 0 2 2"
holds "nothing came to anybody" received_is 1

# ---------------------------------------------------------------- two gateways
from_to help@example.com support@example.com
holds "a mail of the other gateway's address is handled" settled 6
is "it is a ticket and acknowledged, and the acknowledgement is discarded" "$(world)" "3 0 2 3"
from_to support@example.com help@example.com
holds "and the other way round" settled 8
is "one ticket, one acknowledgement" "$(world)" "3 1 2 4"
like "known as an answer of a program" "$(logs)" 'outcome=discarded.*automatic answer'
for _ in {1..6}; do
	from_to help@example.com support@example.com
	from_to support@example.com help@example.com
done
holds "many of them are handled" wait_for 60 lines_are $((8 + 12))
wait_for 60 queue_is 0 && sleep 2 && wait_for 60 queue_is 0
read -r a b c d <<<"$(world)"
is "each is a ticket" "$a $b $c" "9 7 2"
is "by the limit on one subject, two acknowledgements for each of both" "$d" $((2 + 2 + 2))

# ---------------------------------------------------------------- without any mark
# A mail system that takes all marks away, and an envelope sender that is none: what is
# left is that an answer belongs to its ticket, and the limits.
for header in Auto-Submitted X-Auto-Response-Suppress X-Loop In-Reply-To References Reply-To; do
	echo "/^$header:/ IGNORE"
done >>"$pf/etc/tixgate_header_checks"
for one in "$gate support@example.com" "$other help@example.com"; do
	read -r folder address <<<"$one"
	sed -i "s|acknowledge : {|& arguments = [ \"-i\", \"-f\", \"$address\" ];|" "$folder/tixgate.conf"
	rm -f "$folder/state.db"*
done
postfix -c "$pf/etc" reload >/dev/null 2>&1
read -r a b c d <<<"$(world)"
mail "No marks" <<<"Text." | sed -e 's/^From: .*/From: <help@example.com>/' | smtp help@example.com support@example.com
ends() { local seen; seen=$(logs | wc -l); sleep 4; queue_is 0 && [ "$(logs | wc -l)" = "$seen" ]; }
holds "without any mark it comes to an end" wait_for 120 ends
read -r a2 b2 c2 d2 <<<"$(world)"
echo "# without marks: $((a2 - a)) and $((b2 - b)) tickets, $((c2 - c)) messages, $((d2 - d)) acknowledgements"
holds "with few tickets" test $((a2 - a + b2 - b)) -le 4
holds "and few acknowledgements" test $((d2 - d)) -le 4
is "nobody else heard of any of it" "$(received | wc -l)" 1
unlike "nothing bounced to anybody" "$(maillog)" 'status=bounced.*(support|help|ada)@'
