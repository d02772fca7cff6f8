#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The spool and flush alone: order, progress, a second flush, a mail that stays, the
# deadline, and a flush that is killed again and again.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=mailers.sh
. "$flow/mailers.sh"

desk_start --requests 1000
gate_install
config_spooled
flush_command=("$gate/bin/tixgate" -c "$gate/tixgate.conf" flush)

# The same gateway while the desk is away. It has another key and another state, so that
# the pause which this brings, and the look for what may be under way, cost no time here.
echo another-key >"$gate/another.key"
chmod 600 "$gate/another.key"
sed -e "s|url = \"https[^\"]*|url = \"http://127.0.0.1:$(free_port)/api/v1|" \
	-e "s|api\.key|another.key|" -e "s|/state\.db|/away.db|" "$gate/tixgate.conf" >"$gate/away.conf"

# spool SUBJECT...: mails that come while the desk is away
spool() {
	local subject
	for subject; do
		mail "$subject" <<<"Text." >"$work/mail"
		tixgate -c "$gate/away.conf" deliver --deadline 2 --sender ada@example.net \
			--recipient support@example.com --queue-id Q1 <"$work/mail"
		is "$subject: taken, without a word" "$status$out$err" 0
	done
}
subjects() { desk_tickets '[.[].subject] | join(" ")'; }
made() { [ "$(requests POST)" -ge "$1" ]; }

flush
is "an empty spool is no failure, and nothing is said" "$status$out$err" 0

# This one fails by the very state that flush has.
sed -i 's|/away\.db|/state.db|' "$gate/away.conf"
spool First
sed -i 's|/state\.db|/away.db|' "$gate/away.conf"
spool Second Third
is "three mails are spooled" "$(spool_count) $(logged spooled)" "3 3"
like "the log says why" "$(tail -n 1 "$gate_log")" 'reason=".*(connect|paused)'
is "nobody else may read them" "$(find "$gate/spool" -type f -perm /077 | wc -l)" 0
flush
is "flush delivers them" "$status $out" "0 delivered 3, waiting 0"
is "in the order in which they came" "$(subjects)" "First Second Third"
is "without a word where nobody watches" "$err" ""
is "and the spool is empty" "$(find "$gate/spool" -type f ! -name flush.lock | wc -l)" 0
like "with the envelope that came then" "$(tail -n 1 "$gate_log")" ' sender=ada@example\.net recipient=support@example\.com queue_id=Q1 '

# The next mail may be a reply to the one before.
spool Fourth Fifth
desk_fault '{"match": "POST /tickets", "count": 1, "status": 500, "act": false}'
flush
is "a single failure does not change the order" "$(subjects)" "First Second Third Fourth Fifth"
is "nor keep a mail back" "$status $out" "0 delivered 2, waiting 0"

spool Sixth Seventh
screen=$(python3 -c 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)' "${flush_command[@]}" </dev/null | tr '\r' '\n')
like "on a terminal one sees how it goes on" "$screen" '^1 of 2, 1 delivered'
like "to its end" "$screen" '^2 of 2, 2 delivered'

spool Eighth
desk_forget_requests
desk_fault '{"match": "POST /tickets", "count": 1, "delay_ms": 1800}'
flush >/dev/null 2>&1 &
first=$!
wait_for 20 made 1
flush
is "a second flush beside it ends at once" "$status $out" "0 another flush is under way"
wait "$first"
is "and the mail is delivered once" "$(ticket_count) $(spool_count)" "8 0"

spool Ninth Tenth Eleventh
broken=$(find "$gate/spool" -name '*.json' | sort | sed -n 2p)
echo '{' >"$broken"
flush
is "a mail whose note is broken stays, and the others go" "$status $out" "1 delivered 2, waiting 1"
like "flush says which" "$err" "^tixgate: .*${broken##*/}"
is "the others are there" "$(subjects | sed 's/.*Eighth//')" " Ninth Eleventh"
rm -f "$broken" "${broken%.json}.eml"

spool Twelfth Thirteenth Fourteenth
desk_fault '{"match": "POST /tickets", "count": 2, "delay_ms": 1500}'
flush --deadline 2
is "at the deadline the rest is left" "$status $(spool_count)" "1 2"
desk_heal
holds "for the next run" drained_by_flush 20
is "which delivers it" "$(ticket_count)" 13

# Killed at any moment: none lost, none twice.
spool {1..6}
desk_forget_requests
for moment in 0.12 0.2 3.2 0.3 3.2; do
	"${flush_command[@]}" >/dev/null 2>&1 &
	victim=$!
	sleep "$moment"
	kill -9 "$victim" 2>/dev/null || true
	wait "$victim" 2>/dev/null || true
done
holds "killed five times, it goes on where it was" drained_by_flush 30
is "and every mail is there once" "$(desk_tickets '[.[].subject | select(test("^[1-6]$"))] | sort | join("")')" 123456
is "nothing is left behind" "$(find "$gate/spool" -type f ! -name flush.lock | wc -l)" 0
