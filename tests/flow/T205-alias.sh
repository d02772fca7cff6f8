#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The gateway as an alias of Postfix's local delivery: it works, and waits too.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install nobody
cat >"$work/more.cf" <<END
allow_mail_to_commands = alias
default_privs = nobody
END
mkdir -p "$pf/etc"
echo "help \"|$gate/bin/tixgate -c $gate/tixgate.conf\"" >"$pf/etc/aliases"
postfix_start "$work/more.cf"

mail "To an alias" <<<"Text." | smtp ada@example.net help@example.com
holds "the mail became a ticket" wait_for 30 ticket_is 1

desk_stop
mail "While the desk is down" <<<"Text." | smtp ada@example.net help@example.com
holds "with the desk down the mail is deferred" wait_for 60 deferred_is 1
desk_start
holds "with the desk back it is delivered" queue_drain 60
is "once" "$(ticket_count)" 2
nothing_bounced
