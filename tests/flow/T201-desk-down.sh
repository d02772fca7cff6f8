#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# While the help desk is down the mail waits in Postfix's queue; then it is
# delivered exactly once.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install nobody
postfix_start
desk_stop

mail "Sent while the desk was down" <<<"Text." | smtp ada@example.net support@example.com
holds "the mail is deferred" wait_for 60 deferred_is 1
like "the queue says it is for later" "$(queue | jq -r '.recipients[0].delay_reason')" 'temporary failure'
like "the log calls it a deferral" "$(maillog)" 'dsn=4\.3\.0, status=deferred'
queue_flush
holds "a second attempt is deferred too" wait_for 60 log_has_deferrals 2

desk_start
holds "with the desk back the queue empties" queue_drain 60
is "one ticket was made" "$(ticket_count)" 1
queue_flush
is "and no second one" "$(ticket_count)" 1
nothing_bounced
