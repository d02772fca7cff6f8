#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Two gateways facing each other, with every marker stripped, stop by themselves.
# Time limit: 900 s.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

rounds=120 # far beyond the limits: a loop that stops does so before

# side NAME: a help desk with its gateway; the two have nothing in common
side() {
	work=$top/$1 desk=$top/$1/desk gate=$top/$1/gate box=$top/$1/box
	mkdir -p "$work"
	desk_options=()
	desk_start
	gate_install
	config_write "" 'storm : { messages = 20; };'
	sed -i "s/support@example.com/help@$1.example/; s/fallback@/fb@/" "$gate/tixgate.conf"
	printf '%s' "$desk_web" >"$work/web"
}
turn() { work=$top/$1 desk=$top/$1/desk gate=$top/$1/gate desk_web=$(cat "$top/$1/web"); }

# texts: each text that this desk would now tell its customer of
texts() { desk_tickets '[.[] | .ticket_number as $n | .subject as $s |
	({n: $n, s: $s, t: .description}, (.messages[] | {n: $n, s: $s, t: .body}))] | .[] | @json'; }

# notify FROM TO MODE: what is new at FROM's desk goes to TO as a mail without any mark
notify() {
	local line n=0 subject number
	turn "$1"
	texts >"$work/now"
	touch "$work/told"
	sort "$work/now" | comm -13 "$work/told" - >"$work/new"
	sort "$work/now" >"$work/told"
	turn "$2"
	while IFS= read -r line; do
		number=$(jq -r .n <<<"$line") subject=$(jq -r .s <<<"$line") n=$((n + 1))
		case $3 in
		grow) subject="Re: ${subject:0:150} [$1 $number]" ;;
		reply) subject="Re: $(cat "$top/number-$2")" ;;
		esac
		printf '%s\n' "From: Help <help@$1.example>" "To: help@$2.example" "Subject: $subject" \
			"Date: Mon, 06 May 2024 10:00:00 +0200" "Message-ID: <$EPOCHREALTIME.$RANDOM@$1.example>" "" \
			"We have received your message and will answer soon." "$EPOCHREALTIME" >"$work/mail"
		tixgate deliver --sender "help@$1.example" --recipient "help@$2.example" <"$work/mail"
		[ "$status" = 0 ] || echo "$status" >>"$top/bad"
	done <"$work/../$1/new"
	moved=$((moved + n))
}

# face MODE: sets them going; how often it went round
face() {
	local round
	top=$all/$1
	mkdir "$top"
	touch "$top/bad"
	side a
	side b
	turn a
	printf '%s\n' "From: Help <help@b.example>" "To: help@a.example" "Subject: It begins" \
		"Date: Mon, 06 May 2024 10:00:00 +0200" "Message-ID: <begin-$1@b.example>" "" "A first word." >"$work/mail"
	tixgate deliver --sender help@b.example --recipient help@a.example <"$work/mail"
	for ((round = 1; round <= rounds; round++)); do
		moved=0
		if [ "$1" = reply ]; then
			for s in a b; do
				turn $s
				number="It begins"
				[ "$(ticket_count)" = 0 ] || number="[#$(desk_tickets '.[0].ticket_number')]"
				echo "$number" >"$top/number-$s"
			done
		fi
		notify a b "$1"
		notify b a "$1"
		[ "$moved" -gt 0 ] || break
	done
	stopped_after=$round
}

all=$work
for mode in plain grow reply; do
	face "$mode"
	holds "$mode: it stops by itself" test "$stopped_after" -lt "$rounds"
	is "$mode: nothing was sent back or deferred" "$(cat "$top/bad")" ""
	for s in a b; do
		turn $s
		tickets=$(ticket_count) messages=$(message_count)
		holds "$mode: $s has no more than 20 tickets" test "$tickets" -le 20
		holds "$mode: $s has no more than 20 messages" test "$messages" -le 20
		echo "# $mode: side $s: $tickets tickets, $messages messages, $(held_count) held; stopped in round $stopped_after"
	done
done
work=$all
