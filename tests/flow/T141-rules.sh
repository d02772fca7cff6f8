#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The operator's rules, through the real program.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install
config_write "" "$(cat <<-'END'
	rules : (
	  { name = "alerts"; if : { sender = "*@monitor.example.com"; subject = "*CRITICAL*"; };
	    then : { priority = "urgent"; first = "The monitor says:"; }; },
	  { name = "programs"; if : { attachment = "*.exe"; }; then : { action = "hold"; }; },
	  { name = "spam"; if : { header = "X-Spam-Flag: yes"; }; then : { action = "discard"; }; },
	  { name = "unwanted"; if : { sender = "*@unwanted.example"; };
	    then : { action = "refuse"; text = "Write to us by post"; }; },
	  { name = "form"; if : { all : ( { sender = "wilma@example.net" }, { header = "X-Form" } ); };
	    then : { reply_to = true; trim = false; }; },
	  { name = "orders"; if : { mailbox = "support"; subject = "*order*"; };
	    then : { mailbox = "sales"; }; },
	  { name = "absent"; if : { class = "vacation"; recipient = "support+away@*"; };
	    then : { action = "ticket"; }; }
	);
END
)"
sed -i 's|^mailboxes : ( \(.*\)|mailboxes : ( { name = "sales"; address = "sales@example.com"; priority = "high"; trace : { line = "Sale %s"; }; }, \1|' "$gate/tixgate.conf"
sed -i 's|address = "sales@example.com"|address = [ "sales@example.com" ]|' "$gate/tixgate.conf"

tixgate check
is "the rules are in order" "$status" 0

# last_ticket JQ
last_ticket() { desk_tickets ".[-1] | $1"; }

deliver nagios@monitor.example.com < <(from=nagios@monitor.example.com mail "CRITICAL: disk full" <<<"93 %.")
is "a priority" "$status $(last_ticket .priority)" "0 urgent"
like "and a first line" "$(last_ticket .description)" '^The monitor says:$'
deliver nagios@monitor.example.com < <(from=nagios@monitor.example.com mail "OK: disk" <<<"20 %.")
is "where only one condition is true nothing follows" "$(last_ticket .priority)" medium

count=$(ticket_count)
mail "A program" "MIME-Version: 1.0" 'Content-Type: multipart/mixed; boundary="b"' <<-'END' >"$work/program"
	--b
	Content-Type: text/plain

	See this.
	--b
	Content-Type: application/octet-stream; name="Setup.EXE"
	Content-Disposition: attachment; filename="Setup.EXE"

	MZ
	--b--
END
deliver <"$work/program"
is "an attachment's name holds" "$status $(held_count) $(ticket_count)" "0 1 $count"
tixgate held list
like "by a reason that names the rule" "$out" 'rule "programs" holds it$'
code=$(tixgate held list --json && jq -r .code <<<"$out")
tixgate held release "$code"
is "what a rule has held can be released" "$status $(held_count) $(ticket_count)" "0 0 $((count + 1))"

deliver < <(mail "Buy" "X-Spam-Flag: YES" <<<"Now.")
is "a header discards" "$status $out$err $(held_count) $(ticket_count)" "0  0 $((count + 1))"

from=eve@unwanted.example mail "Hello" <<<"Me." >"$work/eve"
deliver eve@unwanted.example <"$work/eve"
is "a refusal ends with 77" "$status" 77
is "and says so in one line" "$out" "5.7.1 Write to us by post"
is "and in no other way" "$err $(held_count) $(ticket_count)" " 0 $((count + 1))"
deliver eve@unwanted.example <"$work/eve"
is "and once more when it comes once more" "$status $out" "77 5.7.1 Write to us by post"
deliver "<>" <"$work/eve"
is "but never without an envelope sender" "$status $out$err $(ticket_count)" "0  $((count + 1))"

deliver wilma@example.net < <(from=wilma@example.net mail "Contact" "X-Form: 7" "Reply-To: Bert <bert@example.org>" <<<$'New.\n\n-- \nThe form')
is "Reply-To is the customer" "$status $(last_customer)" "0 bert@example.org"
deliver wilma@example.net < <(from=wilma@example.net mail "Contact" "Reply-To: Bert <bert@example.org>" <<<"New.")
is "only where the rule says so" "$(last_customer)" "wilma@example.net"

mail "An order for you" <<<"Ten." >"$work/order"
deliver <"$work/order"
is "a mail is moved to another mailbox" "$status $(last_ticket .priority)" "0 high"
like "with its settings" "$(last_ticket .description)" '^Sale '
count=$(ticket_count)
deliver <"$work/order"
is "and is one ticket when it comes again" "$status $(ticket_count)" "0 $count"
tixgate explain --json --offline "$work/order"
is "the dry run says the same" "$(jq -r '[.mailbox, .requests[0].body.priority] | join(" ")' <<<"$out")" "sales high"
like "and which rule" "$(jq -c .notes <<<"$out")" '"rule \\"orders\\" applies"'

mail "Away" "Auto-Submitted: auto-replied" <<<"Gone." >"$work/away"
deliver ada@example.net support@example.com <"$work/away"
is "an automatic answer is discarded" "$status $(ticket_count)" "0 $count"
mail "Away now" "Auto-Submitted: auto-replied" <<<"Gone." >"$work/away"
deliver ada@example.net support+away@example.com <"$work/away"
is "where a rule lets it through it is a ticket" "$status $(ticket_count)" "0 $((count + 1))"

# ---- a domain as people write it is the one that mail systems write

config_write "" 'rules : ( { name = "books"; if : { sender = "*@bücher.example"; }; then : { priority = "high"; }; } );
	thread : { agents = [ "@bücher.example" ]; };'
for writer in kim@xn--bcher-kva.example KIM@BÜCHER.EXAMPLE; do
	mail "A book" <<<"Which?" | sed "s/^From: .*/From: $writer/" >"$work/book"
	tixgate explain --json --offline "$work/book"
	is "a rule knows $writer" "$(jq -r '.requests[0].body.priority' <<<"$out")" high
	like "and so does a list of agents" "$(jq -r '.notes[].note' <<<"$out")" "is an agent's address"
done

config_write "" 'rules : ( { name = "x"; if : { sender = "*"; }; then : { action = "bounce"; }; } );'
deliver <"$work/order"
is "a wrong rule makes mail wait" "$status" 75
like "and is named with file, line and setting" "$err" "^tixgate: $gate/tixgate\\.conf:[0-9]+: rules\\[1\\]\\.then\\.action: \"bounce\" is not one of"
