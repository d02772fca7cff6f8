#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Several mailboxes: one workspace is one ticket, another one is another.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install
control POST keys '{"add": "sales-key", "workspace": "shop"}' >/dev/null
printf 'sales-key\n' >"$gate/sales.key"
chmod 600 "$gate/sales.key"
config_write
more="{ name = \"billing\"; address = [ \"billing@example.com\" ]; priority = \"low\"; }, { name = \"rest\"; address = [ \"@example.com\" ]; priority = \"urgent\"; }, { name = \"sales\"; address = [ \"sales@example.com\" ]; key_file = \"$gate/sales.key\"; priority = \"high\"; },"
sed -i "s|^mailboxes : (|& ${more//&/\\&}|" "$gate/tixgate.conf"
tixgate check
is "the configuration is in order" "$status" 0

deliver ada@example.net support@example.com < <(mail "Support" <<<"One.")
is "a mail to the one mailbox" "$status $(desk_tickets '.[-1].priority')" "0 medium"
deliver ada@example.net billing+7@example.com < <(mail "Billing" <<<"Two.")
is "to the other, with a detail" "$status $(desk_tickets '.[-1].priority')" "0 low"
deliver ada@example.net anybody@example.com < <(mail "Anybody" <<<"Three.")
is "to nobody in particular" "$status $(desk_tickets '.[-1].priority')" "0 urgent"

count=$(ticket_count)
desk_forget_requests
mail "For two" <<<"Both of you." >"$work/two"
deliver ada@example.net support@example.com <"$work/two"
deliver ada@example.net billing@example.com <"$work/two"
is "a mail to two mailboxes of one workspace is taken" "$status" 0
is "and is one ticket, by one request" "$(ticket_count) $(requests)" "$((count + 1)) 1"
deliver ada@example.net sales@example.com <"$work/two"
is "to another workspace it is a ticket there" "$status $(ticket_count) $(desk_tickets 'map(select(.workspace == "shop" and .priority == "high")) | length')" \
	"0 $((count + 2)) 1"

# Two processes at the same time are no other case.
mail "At once" <<<"Both of you, now." >"$work/once"
pids=()
for to in support billing anybody; do
	"$gate/bin/tixgate" -c "$gate/tixgate.conf" deliver --sender ada@example.net \
		--recipient "$to@example.com" <"$work/once" &
	pids+=($!)
done
taken=0
for pid in "${pids[@]}"; do
	! wait "$pid" || taken=$((taken + 1))
done
is "three at once are taken, and one ticket" "$taken $(ticket_count)" "3 $((count + 3))"

# ---------------------------------------------------------------- one key of two is revoked
control POST keys '{"add": "second-key", "workspace": "sandbox"}' >/dev/null
printf 'second-key\n' >"$gate/second.key"
chmod 600 "$gate/second.key"
config_write
sed -i "s|name = \"support\";|& key_files = [ \"$gate/api.key\", \"$gate/second.key\" ];|" "$gate/tixgate.conf"
desk_forget_requests
tixgate check --online
is "both keys of a mailbox are in order" "$status $(grep -c '^ok  *key support .*is accepted' <<<"$out")" "0 2"
is "by one request for each" "$(requests)" 2
control POST keys '{"revoke": "second-key"}' >/dev/null
tixgate check --online
is "one that is revoked is found" "$status" 1
like "and named by its file" "$out" "^WRONG +key support +$gate/second.key: .*401"
like "the other is as it was" "$out" "^ok +key support +$gate/api.key is accepted"

# Least used is the one that is never answered: but what it is refused goes by the other.
taken=0
for n in {1..8}; do
	mail "With a key less $n" <<<"Text $n." >"$work/mail"
	deliver <"$work/mail"
	[ "$status" != 0 ] || taken=$((taken + 1))
done
is "mail goes on with the key that is left" "$taken" 8
tixgate status
like "status says which answer a key got" "$(tr -s ' \n' ' ' <<<"$out")" 'paused.* 401: it does not accept the API key'
