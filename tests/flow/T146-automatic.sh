#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What no person wrote, on a ticket that is there: nothing of it opens the ticket again.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install

mail "The printer" <<<"It smokes." >"$work/first"
deliver <"$work/first"
number=$(desk_tickets '.[0].ticket_number')
id=$(sed -n 's/^Message-ID: //p' "$work/first")
reply="Re: [#$number] The printer"
is "there is a ticket" "$status $(ticket_count)" "0 1"

# answers HEADER...: a mail that answers the first one, from its own writer
answers() { mail "${subject:-$reply}" "In-Reply-To: $id" "$@" <<<"I am away until Monday, in urgent cases ask Bert."; }

# only LABEL HELD: nothing was posted, and so many are held
only() {
	is "$1: nothing is posted" "$status $(ticket_count) $(message_count)" "0 1 0"
	is "$1: held or recorded" "$(held_count)" "$2"
}

deliver < <(answers "Auto-Submitted: auto-replied (vacation)")
only "Auto-Submitted" 0
deliver < <(answers "X-Autoreply: yes")
only "X-Autoreply" 0
deliver < <(answers "Precedence: auto_reply")
only "Precedence" 0
deliver < <(answers "X-Auto-Response-Suppress: All" "X-MS-Exchange-Inbox-Rules-Loop: ada@example.net")
only "Exchange" 0
deliver < <(subject="Automatic reply: [#$number] The printer" answers)
only "a subject, and an answer" 0
deliver "<>" < <(answers)
only "the null sender alone" 1
tixgate held list
like "which says why" "$out" 'null sender'
deliver "<>" < <(subject="Undeliverable: $reply" answers)
only "a bounce that is told by its subject" 1

code=$(tixgate held list --json && jq -r .code <<<"$out")
tixgate held release "$code"
is "what a person lets go is posted" "$status $(ticket_count) $(message_count) $(held_count)" "0 1 1 0"

# Known mistakes of others: none of these is an automatic answer.
n=1
posted() {
	n=$((n + 1))
	is "$1 is posted" "$status $(ticket_count) $(message_count) $(held_count)" "0 1 $n 0"
}
deliver < <(answers "Auto-Submitted: no")
posted "Auto-Submitted: no"
deliver < <(answers "Auto-Submitted: NO (a person wrote this)")
posted "the same with a comment"
deliver < <(answers "X-Auto-Response-Suppress: All")
posted "X-Auto-Response-Suppress alone"
deliver < <(answers "X-Autoreply: no")
posted "X-Autoreply: no"
deliver < <(subject="Re: Automatic reply: [#$number] The printer" answers)
posted "an answer to an automatic answer"
deliver < <(subject="Re: Undelivered Mail Returned to Sender [#$number]" answers)
posted "a person's mail about a bounce"

# An alert is a ticket.
from=nagios@monitor.example mail "CRITICAL: disk full" "Auto-Submitted: auto-generated" <<<"93 %." >"$work/alert"
deliver nagios@monitor.example <"$work/alert"
is "an alert is a ticket" "$status $(ticket_count)" "0 2"
from=cron@host.example mail "Cron <root@host> backup" "Precedence: bulk" "X-Cron-Env: <SHELL=/bin/sh>" <<<"No space." >"$work/cron"
deliver "<>" <"$work/cron"
is "so is one with the null sender" "$status $(ticket_count)" "0 3"
deliver < <(mail "Out of office does not work" <<<"How do I turn it on?
It says an error.
Which one I do not know.
Please help.")
is "so is a question about absence notes" "$status $(ticket_count)" "0 4"
