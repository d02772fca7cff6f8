#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# sync remembers the tickets of other channels: a number is found when it is old.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start --requests 100000
gate_install
config_write 'requests = 100000;'

# web SUBJECT: a ticket that another program makes, by the API
web() {
	curl -sSf --noproxy '*' --max-time 20 -H 'Content-Type: application/json' \
		-H "Authorization: Bearer $(cat "$gate/api.key")" "$desk_api/tickets" -d \
		"{\"subject\": \"$1\", \"description\": \"By the web.\", \"customer_email\": \"ada@example.net\"}" |
		jq -r .data.ticket_number
}

tixgate sync
is "sync of an empty desk" "$status $err" "0 "
is "says that there is nothing" "$out" "default: 0 tickets"

first=$(web "By the web")
second=$(web "By the web as well")
desk_forget_requests
tixgate sync
is "sync finds two tickets" "$out" "default: 2 tickets, #$first to #$second, 2 new"
is "by one request" "$(requests)" 1
tixgate sync
is "and knows them then" "$out" "default: 2 tickets, #$first to #$second, 0 new"
tixgate sync --json
is "JSON says the same" "$(jq -r '[.workspace, .tickets, .least, .most, .new] | join(" ")' <<<"$out")" \
	"default 2 $first $second 0"

for i in {1..60}; do
	web "Later $i" >/dev/null
done
lost=$(web "Not synced, then 60 others")
for i in {1..60}; do
	web "Still later $i" >/dev/null
done

desk_forget_requests
mail "Re: [#$first] By the web" <<<"By mail now." >"$work/reply"
deliver <"$work/reply"
is "a reply to the old number is taken" "$status" 0
is "and is a message on its ticket" "$(desk_tickets '.[0].messages | length')" 1
is "by two requests: for its customer, and the post" "$(requests GET) $(requests POST)" "1 1"

desk_forget_requests
mail "Re: [#$first] By the web" <<<"And again." >"$work/reply"
deliver <"$work/reply"
is "the next reply needs one" "$status $(requests)" "0 1"

desk_forget_requests
mail "Re: [#$lost] Not synced" <<<"By mail now." >"$work/reply"
deliver <"$work/reply"
is "what no sync has seen is a new ticket" \
	"$status $(desk_tickets '.[-1].subject') $(requests)" "0 Re: [#$lost] Not synced 2"
like "that names the number" "$(desk_tickets '.[-1].description')" "#$lost, which was not found"

tixgate sync
like "50 new ones may not be all" "$out" '^default: 50 tickets, .* [0-9]+ new(; there may be older|$)'
for i in {1..51}; do
	web "More $i" >/dev/null
done
tixgate sync
like "and it says so" "$out" ', 50 new; there may be older ones'

# ---- several workspaces, and one that does not answer

cat >>"$gate/tixgate.conf" <<-END
	mailboxes : (
		{ name = "support"; address = [ "support@example.com" ]; },
		{ name = "sales"; address = [ "sales@example.com" ]; },
		{ name = "other"; address = [ "other@example.com" ]; key_file = "$gate/other.key"; }
	);
END
sed -i '/^mailboxes : ( { name = "support"/,/fallback_customer/d' "$gate/tixgate.conf"
printf 'not-a-key\n' >"$gate/other.key"
chmod 600 "$gate/other.key"
desk_forget_requests
tixgate sync
is "a workspace that refuses its key is an error" "$status" 1
like "which says which one and why" "$err" '^tixgate: workspace other: .*key'
like "the others are done" "$out" '^default: 50 tickets'
is "each by one request" "$(requests)" 2

desk_stop
config_write 'requests = 100000;'
tixgate sync
is "a desk that is down is an error" "$status" 1
like "with its reason" "$err" '^tixgate: workspace default: .{10,}'
tixgate sync nonsense
is "wrong usage" "$status" 64
config_write 'nonsense = 1;'
tixgate sync
is "a broken configuration" "$status" 78
