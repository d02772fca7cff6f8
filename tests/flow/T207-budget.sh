#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A burst of more than two budgets goes out as fast as the budget allows, without a
# deferral: the mails wait for their turns in the process and not in the queue.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A small budget, 20 requests in 6 s, and a deadline of 1 s but for the
# snippet's own.
desk_start --requests 20 --window 6
gate_install nobody
config_write 'requests = 20; window = 6;' 'limits : { deadline = 1; };'
postfix_start

mail "Number @N@ of forty-five" <<<"This is number @N@." >"$work/mail"
sed -i 's/^Message-ID: </&@N@./' "$work/mail"
smtp --copies 45 ada@example.net support@example.com <"$work/mail"
holds "all forty-five mails are delivered" wait_for 30 ticket_is 45
holds "and the queue is empty" wait_for 10 queue_is 0
is "none was deferred" "$(maillog | grep -c status=deferred || true)" 0
is "each cost one request" "$(requests)" 45
span=$(control GET requests | jq '(if type == "object" then .data else . end) |
	[.[].time_ms] | max - min')
echo "# 45 requests of a budget of 20 in 6 s went out within $span ms"
nothing_bounced
