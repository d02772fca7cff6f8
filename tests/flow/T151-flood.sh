#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A person's excess is held, nothing bounces, and nobody else is affected.
# Time limit: 600 s.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install
config_write "" 'storm : { tickets = 6; messages = 4; allow = [ "vip@example.org" ]; };
	filters : { verified : { authserv_id = "mx.example.com"; }; };'

# flood SENDER FIRST LAST [HEADER]: mails of one From, several processes at once
flood() {
	local n
	export gate
	mkdir -p "$work/flood"
	for n in $(seq "$2" "$3"); do
		from=$1 mail "Offer of $n kinds" "Authentication-Results: mx.example.com; ${4:-dmarc=pass}" \
			<<<"Text $n." >"$work/flood/$n"
	done
	seq "$2" "$3" | xargs -P 8 -I N bash -c '"$0" -c "$1" deliver --sender x@example.net \
		--recipient support@example.com <"$2/N" >/dev/null 2>&1; echo $?' \
		"$gate/bin/tixgate" "$gate/tixgate.conf" "$work/flood" | sort | uniq -c | awk '{ print $2 ":" $1 }' | xargs
}
of() { desk_tickets "map(select((.customer_email // .customer.email) == \"$1\")) | length"; }

is "a flood of one sender is taken" "$(flood ada@example.net 1 100)" "0:100"
is "as so many tickets as the limit says" "$(ticket_count) $(of ada@example.net)" "6 6"
is "and the rest is held" "$(held_count)" 94
tixgate held list
like "with the reason" "$out" 'more than 6 new tickets by one sender'

is "somebody else of the same domain is not affected" "$(flood bob@example.net 101 102)" "0:2"
is "and has tickets" "$(of bob@example.net)" 2
is "who is not verified has a lower limit" "$(flood eve@example.org 201 210 none) $(of eve@example.org)" "0:10 1"
is "a forger uses up nothing of the verified sender's" \
	"$(flood eve@example.org 211 213) $(of eve@example.org)" "0:3 4"
is "who is allowed has no limit" "$(flood vip@example.org 301 312) $(of vip@example.org)" "0:12 12"

number=$(desk_tickets 'map(select((.customer_email // .customer.email) == "bob@example.net"))[0].ticket_number')
held=$(held_count)
for n in 1 2 3 4 5 6; do
	from=bob@example.net mail "Re: [#$number] Offer" "Authentication-Results: mx.example.com; dmarc=pass" \
		<<<"Word $n of it." >"$work/reply"
	deliver bob@example.net <"$work/reply"
	is "message $n is taken" "$status" 0
done
is "messages have a limit of their own" "$(message_count) $(($(held_count) - held))" "4 2"
deliver bob@example.net <"$work/reply"
is "a mail that comes once more is counted once" "$status $(message_count) $(($(held_count) - held))" "0 4 2"
tixgate held list --json
code=$(jq -r 'select(.from == "bob@example.net") | .code' <<<"$out" | head -n 1)
tixgate held release "$code"
is "a person lets a held one go, whatever the limit" "$status $(message_count)" "0 5"
