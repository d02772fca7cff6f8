#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A thousand alerts make a handful of requests, and none is lost from the record.
# Time limit: 600 s. STORM_ALERTS (1000): how many.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need_program sqlite3
alerts=${STORM_ALERTS:-1000}
desk_start
gate_install
config_write "" 'storm : { digest = 20; }; log : { file = "'"$gate"'/log"; };'

# alert N: what a monitor sends; numbers, ids and dates differ in each
alert() {
	printf '%s\n' "From: Monitor <alerts-$((100000 + $1))@mon.example.net>" \
		"To: support@example.com" "Auto-Submitted: auto-generated" \
		"Subject: [mon-$1] CRITICAL: disk ${1}% on web$1 at 23 Nov 2026 10:$(($1 % 60)):00 (id a$1f9c$1e)" \
		"Date: Mon, 23 Nov 2026 10:00:00 +0000" \
		"Message-ID: <storm-$1@mon.example.net>" "" \
		"Disk usage is $1." "Please look."
}
export -f alert
export gate
seq "$alerts" | xargs -P 8 -I N bash -c \
	'alert N | "$gate/bin/tixgate" -c "$gate/tixgate.conf" deliver --sender alerts@mon.example.net --recipient support@example.com >>"$gate/said" 2>&1; echo $?' \
	>"$work/statuses"
is "every alert is taken" "$(sort "$work/statuses" | uniq -c | awk '{ print $2 ":" $1 }' | xargs)" "0:$alerts"
is "nothing is said" "$(cat "$gate/said")" ""

digests_open() { sqlite3 "$gate/state.db" 'SELECT count(*) FROM digests'; }
all_posted() { tixgate flush && [ "$status" = 0 ] && [ "$(digests_open)" = 0 ]; }
holds "with flush the last digest is posted, though no mail comes any more" wait_for 90 all_posted

is "five tickets were made" "$(ticket_count)" 5
folded=$((alerts - 5))
record() { sqlite3 "$gate/state.db" "SELECT count(*) FROM mails WHERE $1"; }
is "every alert is in the record" "$(record "message_id LIKE 'storm-%' AND state = 2")" "$alerts"
is "the others as folded" "$(record "outcome = 'folded'")" "$folded"
first=$(desk_tickets '.[].id' | xargs | tr ' ' '\n')
is "each with a ticket" "$(record "outcome = 'folded' AND ticket_number > 0 AND ticket_id <> ''")" "$folded"
is "all with the same" "$(sqlite3 "$gate/state.db" "SELECT count(DISTINCT ticket_id) FROM mails WHERE outcome = 'folded'")" 1
like "one of ours" "$first" "^$(sqlite3 "$gate/state.db" "SELECT DISTINCT ticket_id FROM mails WHERE outcome = 'folded'")\$"
digests=$(message_count)
is "the digests stand for all of them" \
	"$(desk_tickets '[.[].messages[].body | capture("^(?<n>[0-9]+) more mails? like this").n | tonumber] | add')" "$folded"
is "on one ticket" "$(desk_tickets 'map(select(.messages | length > 0)) | length')" 1
is "a request for each ticket and each digest, and none besides" "$(requests)" $((5 + digests))
holds "that is a handful ($digests digests)" test "$digests" -le $((3 + SECONDS / 20))
like "a digest names mails by subject, first line and trace code" "$(desk_tickets '[.[].messages[].body][0]')" \
	'^- [0-9:]{8} \[mon-[0-9]+\] CRITICAL: .*: Disk usage is [0-9]+\. \([0-9A-Z-]{14}\)$'
echo "# $alerts alerts: $(requests) requests, $(ticket_count) tickets, $digests digests"

# ------------------------------------------------ what is folded can be got back
code=$(sqlite3 "$gate/state.db" "SELECT trace FROM mails WHERE outcome = 'folded' LIMIT 1")
tixgate held show --discarded "$code"
like "a folded mail is kept whole" "$status $out" '^0 .*'
like "with its text" "$out" '^Disk usage is'
tixgate held release --discarded "$code"
is "and can be released" "$status $(ticket_count)" "0 6"
like "the beginning of the storm is a warning in the log" "$(cat "$gate/log")" 'storm: more than 5 mails with this subject'

# ------------------------------------------------ the dry run
alert 4711 >"$work/more"
tixgate explain --json "$work/more"
is "a dry run says what would be" "$(jq -r '.action + " " + .filter' <<<"$out")" "discard storm"
like "and why" "$(jq -r .reason <<<"$out")" 'more than 5 mails with this subject by one sender in 60 minutes: folded into ticket #[0-9]+'
before=$(sqlite3 "$gate/state.db" 'SELECT sum(empty_ms) FROM counters')
tixgate explain "$work/more"
is "and changes nothing" "$(sqlite3 "$gate/state.db" 'SELECT sum(empty_ms) FROM counters')" "$before"
