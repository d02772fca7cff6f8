#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# 300 mails through Postfix while the desk goes away, answers 500, loses answers and
# returns, and while Postfix itself is stopped and started: 300 tickets, no bounce.
# Time limit: 900 s
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

mails=300

# The budget is real, but ten times as fast: 60 requests in 6 s.
desk_start --requests 60 --window 6
gate_install nobody
config_write 'requests = 60; window = 6;' "log : { file = \"$gate/log\"; };"
postfix_start

mail "Number @N@ of many" "X-Number: @N@" <<<"This is number @N@." >"$work/mail"
sed -i 's/^Message-ID: </&@N@./' "$work/mail"

# send FROM TO: so many more mails, each with a number of its own
send() {
	local n
	for ((n = $1; n <= $2; n++)); do
		sed "s/@N@/$n/g" "$work/mail" | smtp ada@example.net support@example.com
	done
}

# tickets_reach N: Postfix is told to try again until the desk has so many
tickets_reach() {
	local end=$((SECONDS + 240))
	until [ "$(ticket_count)" -ge "$1" ]; do
		[ "$SECONDS" -lt "$end" ] || return 1
		queue_flush
		sleep 1
	done
}

# start_postfix: again, after postfix_stop has returned
start_postfix() {
	wait_for 30 postfix -c "$pf/etc" start
	register "$(tr -d ' ' <"$pf/queue/pid/master.pid")"
	wait_for 30 smtp_answers
}

# Each batch is delivered before the next: of a desk that shows its newest 50 tickets only,
# nobody can learn what became of a post once 50 others have followed it.
#
# batch LABEL MAILS [FAULTS]
sent=0
batch() {
	[ -z "${3:-}" ] || desk_fault "$3"
	send $((sent + 1)) $((sent + $2))
	sent=$((sent + $2))
	holds "$1: delivered in the end" tickets_reach "$sent"
	desk_heal
}

batch "a sound desk" 45
batch "a desk that answers 500" 45 '{"match": "POST /tickets", "skip": 3, "count": 5, "status": 500, "act": false}'
batch "one that acts, and answers 500" 40 '{"match": "POST /tickets", "skip": 3, "count": 5, "status": 500, "act": true}'
batch "one that loses answers" 40 '{"match": "POST /tickets", "skip": 2, "count": 4, "close": "after"},
	{"match": "POST /tickets", "skip": 5, "count": 3, "close": "reset", "act": true},
	{"match": "POST /tickets", "count": 2, "close": "before"}'

desk_stop
send $((sent + 1)) $((sent + 40))
sent=$((sent + 40))
holds "a desk that is away: deferred" wait_for 60 log_has_deferrals 1
desk_start
holds "a desk that was away: delivered in the end" tickets_reach "$sent"

# Whatever runs at the stop is orphaned, and runs again after the start, perhaps at once.
desk_fault '{"match": "POST /tickets", "skip": 2, "count": 8, "delay_ms": 2500}'
send $((sent + 1)) $((sent + 45))
sent=$((sent + 45))
for _ in 1 2 3; do
	postfix_stop
	start_postfix
	sleep 1
done
holds "Postfix stopped and started: delivered in the end" tickets_reach "$sent"

batch "all at once again" $((mails - sent)) '{"match": "POST /tickets", "count": 2, "status": 503, "act": true},
	{"match": "POST /tickets", "skip": 4, "count": 2, "close": "cut_headers"}'

desk_heal
holds "all are delivered in the end" queue_drain 400
is "there are as many tickets as mails" "$(ticket_count)" "$mails"
doubled=$(desk_tickets 'group_by(.subject) | map(select(length > 1))[] |
	map("\(.ticket_number) \(.created_at) \(.description)")[]')
[ -z "$doubled" ] || explain_failure "$doubled"
is "and each is another one" "$(desk_tickets '[.[].subject] | unique | length')" "$mails"
is "nothing was held" "$(held_count)" 0
unlike "nothing bounced, says the log" "$(maillog)" \
	'status=(bounced|undeliverable|expired)|non-delivery notification'
is "no bounce reached a customer" "$(find "$box" -type f | wc -l)" 0
unlike "no bounce waits in the queue" "$(queue)" '"sender": "MAILER-DAEMON"'
unlike "no status but 0 and 75 was seen" "$(maillog)" 'Command (died|time limit)|exit status|unknown mail system error'
echo "# $mails mails, $(requests) requests since the desk's last start," \
	"$(maillog | grep -c 'relay=tixgate.*status=deferred') deferrals"
