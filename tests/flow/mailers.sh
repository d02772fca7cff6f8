# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# What the tests of the other mail systems share: a program that is unpacked and not
# installed, a gateway with a log and a spool, and the run that each has to stand.
# Sourced after lib.sh.

gate_log=$gate/log

# unpacked PROGRAM NAME PACKAGE...: leaves in $mailer the program that is installed, or
# one that is unpacked below the build; then its libraries are found by $mailer_libs.
# Behind "${in_place[@]}" a command sees it where it would be if it were installed.
unpacked() {
	local program=$1 folder
	shift
	mailer_root='' mailer_libs='' in_place=()
	mailer=$(command -v "$program") && return 0
	folder=$("$flow/get-mailers" "$@" 2>"$work/get-mailers") ||
		skip_all "$program is not installed, and $(tail -n 1 "$work/get-mailers")"
	mailer_root=$folder
	mailer_libs=$(find "$folder" -name '*.so*' -printf '%h\n' | sort -u | paste -s -d :)
	# shellcheck disable=SC2016
	in_place=(unshare -m sh -c 'mount -t overlay overlay -o "lowerdir=$0/usr:/usr" /usr && exec "$@"' "$folder")
	mailer=$(find "$folder/usr/bin" "$folder/usr/sbin" -name "$program" | head -n 1)
	[ -n "$mailer" ] || skip_all "there is no $program in $*"
}

# config_mailer [STATE [REST]]: a budget that is in nobody's way, a log file, and further
# settings of the group state
config_mailer() {
	gate_state=${1:-}
	config_write 'requests = 1000;' "log : { file = \"$gate_log\"; }; ${2:-}"
	touch "$gate_log"
	[ -z "$gate_user" ] || chown "$gate_user:" "$gate" "$gate_log"
}

# config_spooled: what cannot be delivered now lies in a spool
config_spooled() { config_mailer "spool = \"$gate/spool\";"; }

# as_gate COMMAND...: as the user of the gateway
as_gate() {
	if [ -n "$gate_user" ]; then
		setpriv --reuid "$gate_user" --regid "$(id -g "$gate_user")" --clear-groups "$@"
	else
		"$@"
	fi
}

# flush [OPTION...]: as its timer does; leaves $status, $out and $err
flush() {
	status=0
	as_gate timeout -k 5 60 "$gate/bin/tixgate" -c "$gate/tixgate.conf" flush "$@" \
		>"$work/out" 2>"$work/err" || status=$?
	out=$(cat "$work/out") err=$(cat "$work/err")
}

# again, for a mail system that cannot try again; a desk that is down is not waited for
flush_again() { flush ${desk_is_down:+--deadline 2}; }

# drained_by_flush SECONDS: flushes until the spool is empty
drained_by_flush() {
	local end=$((SECONDS + $1))
	until spool_is 0; do
		[ "$SECONDS" -lt "$end" ] || return 1
		flush
	done
}

spool_count() { { [ ! -d "$gate/spool" ] || find "$gate/spool" -name '*.eml'; } | wc -l; }
spool_is() { [ "$(spool_count)" = "$1" ]; }

# logged OUTCOME: lines of the log about mails with it
logged() { grep -c " outcome=$1 " "$gate_log" || true; }
logged_at_least() { [ "$(logged "$1")" -ge "$2" ]; }

# prove MAILSYSTEM: what each has to stand. The test has defined
#   give SENDER FILE...  hands mails to the mail system
#   again                has what waits tried once more
#   waiting              how many mails wait, in the mail system's queue or in the spool
#   untouched            prints what lies where no mail may be
# and may set envelope=recipient where the mail system tells no sender.
prove() {
	mail "A question" <<<"Where is it?" >"$work/first"
	give ada@example.net "$work/first"
	holds "$1: a mail becomes a ticket" wait_for 20 ticket_is 1
	[ "$failed" = 0 ] || return 0
	is "its customer is the sender" "$(last_customer)" ada@example.net
	prove_envelope sender ada@example.net
	prove_envelope recipient support@example.com

	mail "Re: [#$(desk_tickets '.[0].ticket_number')] A question" <<<"I found it." >"$work/reply"
	give ada@example.net "$work/reply"
	holds "a reply becomes a message" wait_for 20 message_is 1
	like "with its text" "$(desk_tickets '.[0].messages[0].body')" '^I found it\.'

	mail "From nobody" <<<"Text." >"$work/null"
	give "" "$work/null"
	holds "a mail of the null sender is taken" wait_for 20 ticket_is 2
	prove_envelope sender '""'

	prove_desk_down
	prove_burst
	is "nothing lies anywhere else" "$(untouched)" ""
}

# prove_envelope FIELD VALUE: the program was told, and says so in its log
prove_envelope() {
	[[ ${envelope:-sender recipient} == *$1* ]] || return 0
	like "the program is told the $1 $2" "$(tail -n 1 "$gate_log")" " $1=$2( |\$)"
}

prove_desk_down() {
	local before
	before=$(ticket_count)
	desk_stop
	mail "While the desk is down" <<<"Text." >"$work/down"
	give ada@example.net "$work/down"
	holds "with the desk down the mail waits" wait_for 20 waiting_is 1
	desk_is_down=1 again
	is "a further attempt leaves it waiting" "$(waiting)" 1
	is "and in no other place" "$(untouched)" ""
	desk_start
	holds "with the desk back it is delivered" drained 20
	is "once" "$(ticket_count)" $((before + 1))
	again
	give ada@example.net "$work/down"
	is "given once more it makes no second ticket" "$(drained 10 && ticket_count)" $((before + 1))
}

waiting_is() { [ "$(waiting)" = "$1" ]; }

# drained SECONDS: nothing waits any more
drained() {
	local end=$((SECONDS + $1))
	until waiting_is 0; do
		[ "$SECONDS" -lt "$end" ] || return 1
		again
	done
}

prove_burst() {
	local n before
	before=$(ticket_count)
	# One that is not carried out, and one that is; each pauses all for five seconds.
	desk_fault '{"match": "POST /tickets", "skip": 4, "count": 1, "status": 500, "act": false},
		{"match": "POST /tickets", "skip": 9, "count": 1, "status": 500, "act": true}'
	for n in {1..20}; do
		mail "Number $n of twenty" <<<"This is number $n." >"$work/burst.$n"
	done
	give ada@example.net "$work"/burst.*
	holds "twenty mails and a desk that fails now and then: all go out" drained 30
	desk_heal
	is "as twenty tickets" "$(ticket_count)" $((before + 20))
	is "each another one" "$(desk_tickets '[.[].subject | select(startswith("Number"))] | unique | length')" 20
}

# ---------------------------------------------------------------- mailboxes that are fetched

pop=$work/pop

# pop_start: a POP3 server for the mails in $pop, at $pop_port, with the desk's certificate
pop_start() {
	mkdir -p "$pop"
	pop_port=$(free_port)
	python3 "$flow/pop_server.py" "$pop_port" "$desk/server.pem" "$desk/server.key" "$pop" \
		>>"$work/pop.log" 2>&1 &
	register $!
	wait_for 20 pop_answers
}
pop_answers() { (: <"/dev/tcp/127.0.0.1/$pop_port"); }
pop_count() { find "$pop" -name '*.eml' | wc -l; }

# pop_put SENDER FILE...: mails arrive in the mailbox, as a server puts them there
pop_put() {
	local sender=$1 mail
	shift
	for mail; do
		{ echo "Return-Path: <$sender>" && cat "$mail"; } >"$pop/$EPOCHREALTIME.part"
		mv "$pop"/*.part "$pop/$EPOCHREALTIME.eml"
	done
}
