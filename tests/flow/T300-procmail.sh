#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# procmail -t with the shipped recipe: a ticket, or "later" and no mailbox touched.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need_program procmail
desk_start
gate_install
mbox=$work/home/mbox
procmail_place "$work/home"

# hand_over: the mail on standard input to procmail; leaves its exit in $status
hand_over() {
	status=0
	timeout 60 procmail -t SENDER=ada@example.net \
		RECIPIENT=support@example.com "$work/home/procmailrc" || status=$?
}

hand_over < <(mail "By procmail" <<<"Text.")
is "procmail takes the mail" "$status" 0
is "it became a ticket" "$(ticket_count)" 1
is "of the sender" "$(last_customer)" ada@example.net
holds "no mailbox was written" test ! -e "$mbox"

desk_stop
mail "While the desk is down" <<<"Text." >"$work/mail"
hand_over <"$work/mail"
is "with the desk down procmail answers later" "$status" 75
holds "and no mailbox was written" test ! -e "$mbox"

desk_start
succeeds() { hand_over <"$work/mail" && [ "$status" = 0 ]; }
holds "an attempt after that succeeds" wait_for 60 succeeds
is "there is one ticket more" "$(ticket_count)" 2
hand_over <"$work/mail"
is "the same mail once more is taken" "$status" 0
is "but makes no second ticket" "$(ticket_count)" 2

chmod -x "$gate/bin/tixgate"
hand_over <"$work/mail"
is "without its program procmail answers later" "$status" 75
holds "and still no mailbox was written" test ! -e "$mbox"

printf '#!/bin/sh\nkill -SEGV $$\n' >"$gate/bin/tixgate"
chmod +x "$gate/bin/tixgate"
hand_over <"$work/mail"
is "when the program dies by a signal procmail answers later" "$status" 75
holds "and once more no mailbox was written" test ! -e "$mbox"
