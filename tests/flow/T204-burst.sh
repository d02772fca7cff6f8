#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Thirty mails at once, and a help desk that fails now and then: thirty tickets.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start --requests 1000
gate_install nobody
config_write 'requests = 1000;'
postfix_start

desk_fault '{"match": "POST /tickets", "count": 7, "status": 500, "act": false}'
mail "Number @N@ of thirty" "X-Number: @N@" <<<"This is number @N@." >"$work/mail"
sed -i 's/^Message-ID: </&@N@./' "$work/mail"
smtp --copies 30 ada@example.net support@example.com <"$work/mail"
holds "every mail is delivered in the end" queue_drain 240
is "there are thirty tickets" "$(ticket_count)" 30
is "and each is another one" "$(desk_tickets '[.[].subject] | unique | length')" 30
is "each failed post was made once more" "$(requests POST)" 37
nothing_bounced
