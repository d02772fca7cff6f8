#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Held mail: a person lists it, looks at it, lets it go or drops it.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install
config_write "" 'thread : { stranger = "hold"; }; log : { file = "'"$gate"'/log"; };'

first_code() { tixgate held list --json "$@" && head -n 1 <<<"$out" | jq -r .code; }

tixgate held list
is "nothing is held at first" "$status $out" "0 no mail is held"

mail "A question" <<<"Where is it?" >"$work/first"
deliver <"$work/first"
number=$(desk_tickets '.[0].ticket_number')

# ---------------------------------------------------------------- list and show

from=mallory@example.org mail $'Re: [#'"$number"$'] \x1b]0;pwned\x07 and \xc2\x9b2J' \
	<<<$'I know \x1b[2Jmore.\xc2\x9b31m' >"$work/stranger"
deliver mallory@example.org <"$work/stranger"
is "a stranger's reply is held" "$status $(held_count) $(message_count)" "0 1 0"

tixgate held list
is "the list works" "$status" 0
like "it has a head" "$out" '^CODE +AGE +MAILBOX +FROM +SUBJECT +REASON$'
like "and a line for the mail" "$out" \
	'^([0-9A-Z]{4}-){2}[0-9A-Z]{4} +0 min +support +mallory@example\.org +Re: \[#'"$number"'\] .*has no part in ticket'
unlike "nothing in it moves a terminal" "$out" $'[\001-\010\013-\037\177]|\xc2[\x80-\x9f]'
code=$(first_code)
tixgate held list --json
unlike "nor in its JSON" "$out" $'[\001-\010\013-\037\177]|\xc2[\x80-\x9f]|\\\\u001b'
is "JSON says who it was from" "$(jq -r '[.from, .mailbox, .sender, .recipients[0]] | join(" ")' <<<"$out")" \
	"mallory@example.org support mallory@example.org support@example.com"

tixgate held show "$code"
is "it is shown" "$status" 0
like "with its reason" "$(tr -s ' \n' ' ' <<<"$out")" 'Reason .*has no part in ticket'
is "what is known of it fits 80 columns" "$(sed '/^$/q' <<<"$out" | LC_ALL=C.UTF-8 grep -cE '.{81}')" 0
like "its sender" "$out" '^From +Ada Byron <mallory@example\.org>$'
like "and its text" "$out" '^I know .*more\.'
unlike "and without what a terminal obeys" "$out" $'[\001-\010\013-\037\177]|\xc2[\x80-\x9f]'
tixgate held show --raw "${code,,}"
holds "raw it is the mail, byte for byte" cmp "$work/out" "$work/stranger"

# ---------------------------------------------------------------- release

desk_fault '{"match": "POST *", "status": 503, "count": -1}'
tixgate held release "$code" --deadline 3
is "while the desk is down a release fails" "$status" 1
like "and says so" "$out" "^$code: later: "
is "the mail is still held" "$(held_count)" 1
desk_heal
# What may still be under way at the desk is waited for.
for _ in {1..12}; do
	tixgate held release "$code" --deadline 30
	[ "$status" != 0 ] || break
	sleep 1
done
is "then it is released" "$status $err" "0 "
like "onto its ticket" "$out" "^$code: posted, ticket #$number\$"
is "once" "$(message_count) $(ticket_count)" "1 1"
like "with a line that says so" "$(desk_tickets '.[0].messages[0].body')" \
	'^\(This mail was held on 20[0-9-]+ [0-9:]+ UTC and released by hand\.\)'
like "and one that says who wrote it" "$(desk_tickets '.[0].messages[0].body')" '^From Ada Byron <mallory@example\.org>'
is "it is no longer held" "$(held_count) $(find "$gate/held" -type f | wc -l)" "0 0"
like "the log says that it was released" "$(tail -n 1 "$gate/log")" ' outcome=posted .* released=yes .* reason="released by hand: '
deliver mallory@example.org <"$work/stranger"
is "the same mail once more is known" "$status $(message_count) $(held_count)" "0 1 0"
tixgate held release "$code"
is "what is gone cannot be released" "$status" 1
like "and it says so" "$err" "^tixgate: no mail with the code $code is held"

# ------------------------------------------------ a mail that the desk refused

desk_fault '{"match": "POST /tickets", "status": 422, "body": "{\"error\":{\"code\":\"VALIDATION\",\"message\":\"no\"}}", "count": 2}'
mail "Too odd" <<<"An odd one." >"$work/odd"
deliver <"$work/odd"
is "what the desk refuses is held" "$status $(held_count)" "0 1"
code=$(first_code)
tixgate held release "$code"
is "released, it is refused once more" "$status" 1
like "and stays held" "$out $(held_count)" "^$code: held: .* 1\$"
tixgate held release "$code"
is "until the desk takes it" "$status $(held_count) $(ticket_count)" "0 0 2"
like "as a ticket" "$out" "^$code: created, ticket #[0-9]+\$"

# ---------------------------------------------------------------- drop

from=eve@example.org mail "Re: [#$number] Buy" <<<"Cheap." >"$work/buy"
deliver eve@example.org <"$work/buy"
code=$(first_code)
tixgate held drop "$code"
is "a mail is dropped" "$status $out $(held_count)" "0 $code: dropped 0"
deliver eve@example.org <"$work/buy"
is "and stays so when it comes once more" "$status $(held_count) $(message_count)" "0 0 1"

# ---------------------------------------------------------------- discarded

mail "Away" "Auto-Submitted: auto-replied" <<<"I am away." >"$work/away"
deliver <"$work/away"
is "an automatic answer is discarded" "$status $(ticket_count)" "0 2"
code=$(first_code --discarded)
tixgate held show --raw --discarded "$code"
holds "and kept for a while" cmp "$work/out" "$work/away"
tixgate held list
is "not among the held ones" "$out" "no mail is held"
tixgate held release "$code" --discarded
is "it can be released as well" "$status $(ticket_count)" "0 3"
like "and its ticket says so" "$(desk_tickets '.[-1].description')" '^\(This mail was discarded on '

# ---------------------------------------------------------------- what is old

mail "Away again" "Auto-Submitted: auto-replied" <<<"I am away again." >"$work/again"
deliver <"$work/again"
from=eve@example.org mail "Re: [#$number] Buy now" <<<"Cheap." >"$work/now"
deliver eve@example.org <"$work/now"
touch -d '40 days ago' "$gate"/discarded/* "$gate"/held/*
deliver <"$work/first"
is "within the hour nothing is swept" "$(find "$gate/discarded" -name '*.eml' | wc -l)" 1
touch -d '40 days ago' "$gate"/discarded/*
sqlite3 "$gate/state.db" "UPDATE marks SET at_ms = at_ms - 86400000 * 16;
	UPDATE mails SET seen_ms = 1, ended_ms = 1"
deliver < <(mail "Another" <<<"One more.")
is "a clock that jumped is no reason to remove anything" "$(find "$gate/discarded" -name '*.eml' | wc -l)" 1
sqlite3 "$gate/state.db" "UPDATE marks SET at_ms = at_ms - 3600000;
	UPDATE mails SET seen_ms = 1, ended_ms = 1"
deliver < <(mail "One more" <<<"And one more.")
is "then old discarded mail is removed" "$(find "$gate/discarded" -type f | wc -l)" 0
is "and old held mail is not" "$(held_count)" 1
is "nor its record" "$(sqlite3 "$gate/state.db" "SELECT group_concat(outcome) FROM (SELECT outcome FROM mails ORDER BY ended_ms)")" "held,created"

# ---------------------------------------------------------------- wrong calls

for call in "" "list X" "eat X" "release" "drop --raw X" "show --json X"; do
	# shellcheck disable=SC2086
	tixgate held $call
	is "held $call is a wrong call" "$status" 64
	like "held $call says so" "$err" '^tixgate: .{10,}'
done
tixgate held show ../../etc/passwd
is "a code is no path" "$status" 1
config_write "" "state : { discarded = \"$gate/held/\"; };"
sed -i "s|hold = \"$gate/held\";|hold = \"$gate/held\"; discarded = \"$gate/held/\";|; /^state : { discarded/d" "$gate/tixgate.conf"
tixgate check
is "one folder for both is refused" "$status" 78
like "with file, line and setting" "$err" "^tixgate: $gate/tixgate\\.conf:[0-9]+: state\\.discarded: is the folder of the held"
