#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# show: every mail's history, by whatever a person knows of it, whatever became of it.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=acks.sh
. "$flow/acks.sh"

# shown ABOUT: what show says of it, and nothing in it moves a terminal
shown() {
	tixgate show "$@"
	unlike "nothing in it moves a terminal: $1" "$out$err" $'[\001-\010\013-\037\177]|\xc2[\x80-\x9f]'
	holds "no line is wider than 80 columns: $1" test "$(sed '/^Kept in/d' <<<"$out" | wc -L)" -le 80
}
code_of() { tixgate log --json --limit 1 && jq -r .trace <<<"$out"; }
id_of() { sed -n 's/^Message-ID: <\(.*\)>/\1/p' "$1"; }
# history FILE: $told are the attempts and requests of that mail, in one line
history() {
	tixgate show --json "$(id_of "$1")"
	told=$(jq -r '[.history[] | "\(.attempt) \(.outcome):" + ([.asked[] | " \(.what)=\(.status)/\(.answer)"] | join(""))]
		| join("; ")' <<<"$out")
}

desk_start
gate_install
settings="limits : { deadline = 4; }; thread : { stranger = \"hold\"; }; log : { file = \"$gate/log\"; };"
config_write "" "$settings"

# ---------------------------------------------------------------- before the first mail
tixgate show 1042
is "without a state there is nothing to show" "$status $out" "1 "
like "and it says so" "$err" '^tixgate: there is no state at sqlite:.*: no mail has come yet, or state\.url names'
holds "none was made" test ! -e "$gate/state.db"

# ---------------------------------------------------------------- a ticket and a reply
mail "A question" <<<"Where is it?" >"$work/first"
deliver <"$work/first"
number=$(desk_tickets '.[0].ticket_number') ticket=$(desk_tickets '.[0].id')
shown "$(id_of "$work/first")"
is "a new ticket is shown by its Message-ID" "$status $err" "0 "
like "with its outcome" "$out" '^Outcome +created$'
like "its ticket" "$out" "^Ticket +$number\$"
like "its class" "$out" '^  Class +human$'
like "the attempt" "$out" '^Attempt 1 +2[-0-9]+ [0-9:]{8} UTC: created, in [0-9.]+ (ms|s)$'
like "and the one request" "$out" '^ {13}create  HTTP 201   done +[0-9.]+ (ms|s)$'
by_id=$out
shown "<$(id_of "$work/first")>"
is "with <> it is the same" "$out" "$by_id"
shown "#$number"
is "by the ticket's number as well" "$out" "$by_id"
shown "$(tr a-f A-F <<<"$ticket")"
is "by the ticket's id as well" "$out" "$by_id"
shown ADA@example.net
is "and by the sender" "$out" "$by_id"
shown "Ada Byron <ada@example.net>"
is "as a mail program shows him" "$out" "$by_id"
code=$(code_of)
shown "${code,,}"
is "and by its code" "$out" "$by_id"

mail "Re: [#$number] A question" <<<"I found it." >"$work/reply"
deliver <"$work/reply"
history "$work/reply"
is "a reply has its request" "$told" "1 posted: reply=201/done"
is "with the ticket it was for" "$(jq -r '.history[0].asked[0].target' <<<"$out")" "$ticket"
like "and what the filters noted" "$(jq -r '.history[0].notes' <<<"$out")" "^reference: the subject names \[#$number\]"
tixgate show --json "$number"
is "both mails of the ticket are found, the newest last" "$(jq -r .outcome <<<"$out" | paste -sd ' ')" "created posted"
deliver <"$work/reply"
history "$work/reply"
is "the same reply again is one more attempt" "$told" "1 posted: reply=201/done; 2 repeated:"

# ---------------------------------------------------------------- trouble with the desk
desk_fault '{"match": "POST /tickets", "count": 1, "status": 500, "act": false}'
mail "In trouble" <<<"Once more." >"$work/trouble"
deliver <"$work/trouble"
is "a mail is put off" "$status" 75
shown "$(id_of "$work/trouble")"
like "its outcome is that of its attempt" "$out" '^Outcome +later$'
like "with the reason" "$out" '^Reason +POST .* the desk answered 500'
like "and what was answered" "$out" '^ {13}create  HTTP 500   unsure '
holds "it is taken later" deliver_until_taken "$work/trouble"
history "$work/trouble"
like "then both ends of the story are there" "$told" \
	'^1 later: create=500/unsure;.* [2-9] created: (newest=200/done )+create=201/done$'
is "it was counted what was asked" "$(jq -r .requests <<<"$out")" "$(jq -r '[.history[].asked[]] | length' <<<"$out")"

desk_fault '{"match": "POST /tickets", "count": 1, "status": 429, "act": false, "headers": {"Retry-After": "2"}}'
mail "Too many" <<<"Slowly." >"$work/busy"
deliver <"$work/busy"
holds "a mail over the budget is taken in the end" deliver_until_taken "$work/busy"
history "$work/busy"
like "429 stands in its history" "$told" '^1 later: create=429/busy; .*created: .*create=201/done$'

desk_fault '{"match": "POST /tickets", "count": 1, "act": true, "close": "reset"}'
mail "Answer lost" <<<"Did it arrive?" >"$work/lost"
deliver <"$work/lost"
holds "a mail whose answer was lost is taken in the end" deliver_until_taken "$work/lost"
history "$work/lost"
like "that no answer came stands there, and that it was found" "$told" \
	'^1 (later|created): create=0/unsure.* newest=200/done$'

desk_stop
mail "Nobody there" <<<"Hello?" >"$work/down"
deliver <"$work/down"
deliver <"$work/down"
shown "$(id_of "$work/down")"
like "a mail that has met no desk at all has its attempts" "$out" '^Attempt 2 .*: later, in '
like "and says what it was" "$out" '^ {13}(create  no answer|the desk is|.*refused)'
desk_start
holds "it is taken when the desk is back" deliver_until_taken "$work/down"

# ---------------------------------------------------------------- held, discarded, hostile
from=eve@example.org mail $'Re: [#'"$number"$'] \x1b]0;pwned\x07 and \xc2\x9b2J' <<<"Let me in." >"$work/stranger"
sed -i 's/^From: Ada Byron/From: "\x1b[31mEve\x1b]2;x\x07"/' "$work/stranger"
deliver eve@example.org <"$work/stranger"
shown eve@example.org
like "what is held says so" "$out" '^Outcome +held$'
like "and why" "$out" '^Reason +.*has no part in ticket'
like "and where it lies" "$out" "^Kept in +$gate/held/[0-9A-Z-]+\\.eml\$"
tixgate show --json eve@example.org
unlike "nor does its JSON" "$out" $'[\001-\010\013-\037\177]|\xc2[\x80-\x9f]|\\\\u00(0|1|7f|8|9)'
is "which is one object on one line" "$(wc -l <<<"$out") $(jq -r .outcome <<<"$out")" "1 held"
tixgate held drop "$(jq -r .trace <<<"$out")"
shown eve@example.org
like "once it is dropped it is no longer there" "$out" 'no longer$|\(no longer there\)|there\)$'

mail "Away" "Auto-Submitted: auto-replied" <<<"I am away." >"$work/away"
deliver <"$work/away"
shown "$(id_of "$work/away")"
like "what is discarded says so" "$out" '^Outcome +discarded$'
like "and what it is" "$out" '^  Class +vacation$'
like "and where it lies" "$out" "^Kept in +$gate/discarded/"

# ---------------------------------------------------------------- folded, acknowledged
config_write "" "$settings storm : { digest = 600; };"
for n in {1..8}; do
	from=mon@example.net mail "Disk full on host $n" "Auto-Submitted: auto-generated" <<<"Alert $n." | deliver mon@example.net
done
tixgate show --json mon@example.net
like "of a storm what was folded says so" "$(jq -r .outcome <<<"$out" | sort | uniq -c | paste -sd ' ')" ' created +[0-9]+ folded$'

acks_install ""
from=grace@example.net mail "Please answer" <<<"Will you?" >"$work/answered"
deliver grace@example.net <"$work/answered"
is "a mail is acknowledged" "$(acks)" 1
shown grace@example.net
like "and its history has that" "$out" '^Answered +sent to grace@example\.net, 2'
tixgate show --json grace@example.net
is "in JSON as well" "$(jq -r '.acknowledgement | .state + " " + .recipient' <<<"$out")" "sent grace@example.net"

# ---------------------------------------------------------------- wrong calls
tixgate show 999999
is "a ticket that nobody wrote to is unknown" "$status" 1
like "and it says where to look" "$err" '^tixgate: no mail of 999999 is known; .*tixgate log'
tixgate show nobody@example.org
is "so is a sender" "$status" 1
for call in "" "0" "#" "99999999999999999999" "a b" "../x" $'\xff' $'\x1b[2J'; do
	# shellcheck disable=SC2086
	tixgate show $call
	is "a wrong call: show $(cat -v <<<"$call")" "$status" 64
	unlike "it is not repeated raw: $(cat -v <<<"$call")" "$err" $'[\001-\010\013-\037\177]|\xff'
done
tixgate show "$number" --extract "$work/out"
is "attachments are those of one mail" "$status" 1
like "and it says so" "$err" '^tixgate: [0-9]+ mails are known of that; --extract needs the code of one'
