#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The help desk carries a post out, but its answer never arrives: still one ticket.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start --requests 1000
gate_install
config_write 'requests = 1000;'

# once LABEL FAULT: a mail whose post meets it is delivered exactly once
once() {
	desk_heal
	desk_fault "{\"match\": \"POST /tickets\", \"count\": 1, $2}"
	mail "$1" <<<"Text." >"$work/mail"
	keep_count
	holds "$1: delivered in the end" deliver_until_taken "$work/mail"
	is "$1: once" "$(($(kept_count) - kept))" 1
	is "$1: as a ticket" "$(desk_tickets '.[-1].subject')" "$1"
}

once "acted, then 500" '"act": true, "status": 500'
once "acted, then closed" '"act": true, "close": "after"'
once "acted, then reset" '"act": true, "close": "reset"'
once "closed before acting" '"act": false, "close": "before"'

# Two processes with the same mail at one time, as after "postfix stop".
desk_heal
desk_fault '{"match": "POST /tickets", "count": 1, "delay_ms": 1500}'
mail "At one time" <<<"Text." >"$work/mail"
keep_count
run=("$gate/bin/tixgate" -c "$gate/tixgate.conf" deliver --sender ada@example.net
	--recipient support@example.com --queue-id 4ZzT2k0Qw7z9)
pids=()
for _ in 1 2 3 4; do
	"${run[@]}" <"$work/mail" >/dev/null 2>&1 &
	pids+=($!)
done
wait "${pids[@]}" || true
holds "the same mail in four processes: delivered" deliver_until_taken "$work/mail"
is "the same mail in four processes: once" "$(($(kept_count) - kept))" 1
