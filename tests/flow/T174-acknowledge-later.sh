#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Acknowledgements of what is delivered later: by flush, after a release, by mailbox.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=acks.sh
. "$flow/acks.sh"

desk_start
gate_install
gate_state="spool = \"$gate/spool\";"
acks_install ""
cat >>"$gate/tixgate.conf" <<-END
rules : ( { name = "wait"; if : { subject = "*wait*"; }; then : { action = "hold"; }; },
	{ name = "german"; if : { subject = "*bitte*"; }; then : { mailbox = "hilfe"; }; },
	{ name = "quiet"; if : { subject = "*quiet*"; }; then : { mailbox = "quiet"; }; } );
END
more='{ name = "hilfe"; address = [ "hilfe@example.com" ];'
more+=' acknowledge : { template = "de"; name = "Die Hilfe"; precedence = "bulk"; }; },'
more+=' { name = "quiet"; address = [ ]; acknowledge : { enabled = false; }; },'
sed -i "s|^mailboxes : (|& $more|" "$gate/tixgate.conf"
tixgate check
is "the configuration is in order" "$status" 0
like "check names the template of each mailbox" "$out" "^ok +ack hilfe +.*/de\.txt$"

# ---------------------------------------------------------------- flush
desk_stop
mail "While it is down" <<<"Text." >"$work/down"
deliver <"$work/down"
is "with the desk down it is spooled, and not acknowledged" "$status $(acks)" "0 0"
desk_start
tixgate flush
is "flush makes the ticket" "$status $(ticket_count)" "0 1"
is "and has it acknowledged" "$(acks) $(ack_json 1 .subject)" "1 Auto: [#$(desk_tickets '.[0].ticket_number')] While it is down"
deliver <"$work/down"
tixgate flush
is "once" "$(acks)" 1

# ---------------------------------------------------------------- release
mail "Please wait" <<<"Text." >"$work/wait"
deliver <"$work/wait"
is "what is held is not acknowledged" "$status $(held_count) $(acks)" "0 1 1"
tixgate held list --json
tixgate held release "$(jq -r .code <<<"$out")"
is "what is released is" "$status $(held_count) $(acks)" "0 0 2"

# ---------------------------------------------------------------- many at once
pids=()
for n in {1..14}; do
	from=many@example.net mail "At once $n" <<<"Number $n." >"$work/once.$n"
	"$gate/bin/tixgate" -c "$gate/tixgate.conf" deliver --sender many@example.net \
		--recipient support@example.com <"$work/once.$n" &
	pids+=($!)
done
taken=0
for pid in "${pids[@]}"; do
	! wait "$pid" || taken=$((taken + 1))
done
is "fourteen mails of one writer at once are fourteen tickets" "$taken $(ticket_count)" "14 16"
is "and ten acknowledgements, not one more" "$(cat "$acks"/*.arguments | grep -c '^many@')" 10
rm -rf "${acks:?}"/[3-9]* "$acks"/1[0-9]*

# ---------------------------------------------------------------- mailboxes
mail "Hilfe, bitte" <<<"Text." | sed 's/^To: .*/To: hilfe@example.com/' >"$work/de"
deliver ada@example.net hilfe@example.com <"$work/de"
is "another mailbox has another language" "$status $(acks)" "0 3"
like "and its own text" "$(ack_json 3 .text)" 'Vielen Dank für Ihre Nachricht'
is "name and address" "$(ack_json 3 '.headers.from | .name + " " + .email')" "Die Hilfe hilfe@example.com"
like "and Precedence" "$(ack_head 3)" '^Precedence: bulk$'
like "its answers come to it" "$(ack_head 3)" '^Reply-To: <hilfe\+[a-z2-7]{48}@example\.com>$'
mail "Be quiet" <<<"Text." >"$work/quiet"
deliver <"$work/quiet"
is "and another sends none" "$status $(acks)" "0 3"

# ---------------------------------------------------------------- who is verified
sed -i "s|acknowledge : { enabled = true;|filters : { verified : { authserv_id = \"mx.example.com\"; }; }; &|" "$gate/tixgate.conf"
mail "Not verified" <<<"Text." >"$work/none"
deliver <"$work/none"
is "with a host that verifies, who is not verified gets none" "$status $(acks)" "0 3"
mail "False" "Authentication-Results: mx.example.com; dmarc=fail" <<<"Text." >"$work/fail"
deliver <"$work/fail"
is "nor does who is not who he says" "$status $(acks)" "0 3"
mail "Verified" "Authentication-Results: mx.example.com; dmarc=pass" <<<"Text." >"$work/pass"
deliver "bounces+ada@relay.example" <"$work/pass"
is "who is verified does, whoever sent it for him" "$status $(acks) $(tail -n 1 "$acks/4.arguments")" "0 4 ada@example.net"
