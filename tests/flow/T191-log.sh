#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# log and status: what came of late, what waits, and what needs a person.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# codes: of what log has just listed
codes() { jq -r .outcome <<<"$out" | paste -sd ' '; }
# field JQ: of what status has just said
field() { jq -r "$1" <<<"$out"; }

desk_start
gate_install
gate_state="spool = \"$gate/spool\";"
config_write "" "limits : { deadline = 4; }; thread : { stranger = \"hold\"; }; log : { file = \"$gate/log\"; };"

# ---------------------------------------------------------------- before the first mail
for command in log "log --json" status "status --json"; do
	# shellcheck disable=SC2086
	tixgate $command
	is "$command without a state is a failure" "$status $out" "1 "
	like "$command says that there is none" "$err" '^tixgate: there is no state at sqlite:'
done
holds "none was made" test ! -e "$gate/state.db"

# ---------------------------------------------------------------- when all is well
mail $'A question\x1b[2J' <<<"Where is it?" >"$work/first"
deliver <"$work/first"
number=$(desk_tickets '.[0].ticket_number')
mail "Re: [#$number] A question" <<<"I found it." | deliver
tixgate status
is "all is well" "$status $err" "0 "
for line in 'Mails +last hour +last day' '  created +1 +1' '  posted +1 +1' 'Waiting +nothing' 'Held +nothing' \
	'Spool +nothing' 'Storms +nothing is folded' 'Budget +support: 2 of 60 requests in 60 s' \
	'Delivered +0 min ago, 2.* UTC' 'State +sqlite:.*/state\.db' 'Schema +[0-9]+'; do
	like "status has: $line" "$out" "^$line\$"
done
unlike "and nothing that needs a person" "$out" '^Attention'
holds "it is one screen" test "$(wc -l <<<"$out")" -le 24

# ---------------------------------------------------------------- when it is not
from=eve@example.org mail "Re: [#$number] A question" <<<"Let me in." | deliver eve@example.org
tixgate status
is "held mail needs a person" "$status $err" "1 "
like "and it says so" "$out" '^Attention +1 mail is held; see: tixgate held list$'
tixgate held drop "$(tixgate held list --json && jq -r .code <<<"$out")"
tixgate status
is "no longer, once it is dropped" "$status" 0

desk_fault '{"match": "POST *", "count": 1, "status": 503}'
mail "In trouble" <<<"Once more." | deliver
tixgate status
is "a desk that does not answer needs one while mail waits" "$status" 1
like "it says what waits" "$out" '^Waiting +1 mail, the oldest for 0 min; of 1'
like "where" "$out" '^Spool +1 mail, the oldest for 0 min$'
like "that it is down" "$out" '^  Desk +down, not asked for [0-9]+ s: POST|^  Desk +did not answer the last request: POST'
like "which mail was put off" "$out" '^Put off +[0-9A-Z-]{14} POST'
like "and that a person is needed" "$out" '(Attention| {9}) +the desk does not answer, and mail waits for it$'
tixgate status --json
is "JSON ends with the same" "$status $(wc -l <<<"$out")" "1 1"
is "and says the same" "$(field '[.hour.spooled, .day.posted, .waiting.mails, .waiting.intents, .spool.mails, .held.mails,
	.budgets[0].mailbox, .budgets[0].used, .budgets[0].down, (.put_off | length), (.attention | length)] | join(" ")')" \
	"1 1 1 1 1 0 support 3 true 1 1"
old=$(($(date +%s%3N) - 7200000))
sqlite3 "$gate/state.db" "UPDATE mails SET seen_ms = $old WHERE state = 1"
touch -d '3 hours ago' "$gate"/spool/*.eml
tixgate status --json
like "what has waited for long needs one" "$(field '.attention[]')" '^a mail has waited for 2 h'
like "in the spool as well" "$(field '.attention[]')" '^a mail has been in the spool for 3 h; does tixgate flush run\?'

# What a mail system has given up would need a person for ever.
tries=$(sqlite3 "$gate/state.db" "SELECT at_ms FROM attempts WHERE key IN (SELECT key FROM mails WHERE state = 1)")
sqlite3 "$gate/state.db" "UPDATE mails SET seen_ms = $old - 864000000 WHERE state = 1"
tixgate status --json
like "one that was tried of late waits" "$(field '.attention[]')" '^a mail has waited for 10 d'
sqlite3 "$gate/state.db" "UPDATE attempts SET at_ms = at_ms - 259200000 WHERE key IN (SELECT key FROM mails WHERE state = 1)"
tixgate status --json
is "one that nobody has tried for days does not" "$(field '[.waiting.mails, .waiting.given_up, (.attention | length)] | join(" ")')" "1 1 1"
like "but the spool still does" "$(field '.attention[]')" '^a mail has been in the spool'
tixgate status
like "and it is said to be so" "$out" '^Waiting +1 mail, the oldest for 10 d; 1 nobody has tried for two days;'
sqlite3 "$gate/state.db" "UPDATE mails SET seen_ms = $old WHERE state = 1;
	UPDATE attempts SET at_ms = ${tries%%$'\n'*} WHERE key IN (SELECT key FROM mails WHERE state = 1)"

# ---------------------------------------------------------------- the log
tixgate log
is "the log lists them" "$status $err" "0 "
like "with a head" "$out" '^UTC +CODE +OUTCOME +TICKET +FROM +SUBJECT$'
like "a line for each" "$out" '^[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} +[0-9A-Z-]{14} +created +#'"$number"' +ada@example\.net +A ques'
unlike "nothing in it moves a terminal" "$out" $'[\001-\010\013-\037\177]'
holds "none is wider than 80 columns" test "$(wc -L <<<"$out")" -le 80
tixgate log --json
is "as JSON, in the order in which they came" "$(codes)" "spooled created posted discarded"
is "with the same names as show" "$(jq -r 'keys | length' <<<"$out" | sort -u)" 13
tixgate log --json --since 1h
is "since an hour ago" "$(codes)" "created posted discarded"
tixgate log --json --since 2020-01-01
is "since a day" "$(codes)" "spooled created posted discarded"
tixgate log --json --since "$(date -u -d '1 hour ago' '+%F %H:%M')"
is "since a minute of a day" "$(codes)" "created posted discarded"
tixgate log --json --limit 2
is "the newest two" "$(codes)" "posted discarded"
tixgate log --json --sender EVE@EXAMPLE.ORG
is "of one sender" "$(codes)" "discarded"
tixgate log --json --ticket "#$number"
is "of one ticket" "$(codes)" "created posted"
tixgate log --json --outcome spooled
is "of one outcome" "$(codes)" "spooled"
spooled=$(jq -r .trace <<<"$out")
tixgate show --json "$spooled"
holds "of which its file in the spool is shown" cmp "$(jq -r .kept <<<"$out")" "$gate/spool/"*.eml
tixgate log --outcome refused
is "of none" "$status $out" "0 no mail is known that fits"
while IFS= read -r call; do
	# shellcheck disable=SC2086
	tixgate log $call
	is "a wrong call: log $call" "$status" 64
	like "it says what is right: log $call" "$err" '^tixgate: .{20,}'
done <<-END
	--since soon
	--since 99999999999999999d
	--since 2026-13-01
	--outcome lost
	--ticket x
	--limit -1
	--limit many
	operand
END

# ---------------------------------------------------------------- who may only read
before=$(sha256sum "$gate/state.db" | cut -d ' ' -f 1)
sqlite3 "$gate/state.db" 'PRAGMA journal_mode' >/dev/null
chmod 755 "$gate" "$gate/bin"
chmod 644 "$gate/state.db" "$gate/tixgate.conf"
if [ "$(id -u)" = 0 ]; then
	reader() { status=0; out=$(setpriv --reuid=65534 --regid=65534 --clear-groups "$gate/bin/tixgate" \
		-c "$gate/tixgate.conf" "$@" 2>&1) || status=$?; }
	reader status
	is "who may only read the state is told" "$status" 1
	like "that the folder is not his to read" "$out" "^Held +$gate/held cannot be|^ +read by this user|cannot be read by"
	like "and the budget by the key's name" "$out" '^Budget +[0-9a-f]{16}: [0-9]+ of 60 requests'
	reader log
	like "the log is his" "$status $out" '^0 UTC'
	reader show "$number"
	like "and a mail's history" "$out" '^Outcome +created$'
fi
is "the state is what it was, byte for byte" "$(sha256sum "$gate/state.db" | cut -d ' ' -f 1)" "$before"

# ---------------------------------------------------------------- an older state
sqlite3 "$gate/state.db" 'DROP TABLE attempts; DROP TABLE asked; DROP INDEX mails_message_id;
	DROP INDEX mails_sender; DROP INDEX mails_ticket; DROP TABLE tries; DROP TABLE creates; DROP TABLE texts;
	DROP TABLE deaths; ALTER TABLE budgets DROP COLUMN probe_ms; PRAGMA user_version = 3'
before=$(sha256sum "$gate/state.db" | cut -d ' ' -f 1)
tixgate log --json
is "a state of an older version is listed" "$status $(codes)" "0 open created posted discarded"
tixgate status
like "status says that it is one" "$out" '^Schema +3 \(older; renewed when the next mail comes\)$'
tixgate show "$number"
is "its mails are shown" "$status $(grep -c '^Outcome' <<<"$out")" "0 2"
is "it is left as it is" "$(sha256sum "$gate/state.db" | cut -d ' ' -f 1)" "$before"
mail "Later" <<<"And on." | deliver
holds "the next mail renews it" test "$(sqlite3 "$gate/state.db" 'PRAGMA user_version')" -ge 4
tixgate log --json --limit 1
like "and has a history" "$(tixgate show --json "$(jq -r .trace <<<"$out")" && jq -c .history <<<"$out")" '"attempt":1,'
