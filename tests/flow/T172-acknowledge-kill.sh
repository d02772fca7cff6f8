#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Killed or failing at any system call from the ticket's making on: one ticket, never two
# acknowledgements.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=acks.sh
. "$flow/acks.sh"

need_program strace
need_program sqlite3
[ -z "${ASAN_OPTIONS:-}" ] || skip_all "the leak sanitizer and strace exclude each other"
strace -qq -e trace=none true 2>/dev/null || skip_all "strace may not trace here"

desk_start --requests 100000
gate_install
acks_install "total = 0;"
sed -i 's/key_file = /requests = 100000; &/' "$gate/tixgate.conf"

# one_mail NAME
one_mail() {
	from=$1@example.net mail "Of $1" <<<"Text." >"$work/one"
}

# The first one makes the state.
one_mail first
deliver first@example.net <"$work/one"

# The calls of a whole run, in their order; from the one that sends the request on, each
# by its name and how often it was made before.
one_mail count
strace -qq -o "$work/trace" "$gate/bin/tixgate" -c "$gate/tixgate.conf" deliver --sender count@example.net \
	--recipient support@example.com <"$work/one"
is "the run that is counted is acknowledged" "$(acks)" 2
sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' "$work/trace" | awk '
	{ n[$1]++; line[NR] = $1 " " n[$1] }
	/^(sendto|sendmsg)$/ { from = NR }
	END { for (i = from; i <= NR; i++) print line[i] }' |
	grep -Ev '^(exit_group|rt_sigreturn|restart_syscall) ' >"$work/cases"
holds "there are enough calls to be killed at" test "$(wc -l <"$work/cases")" -ge 40

# disturbed NAME CALL N FAULT: a mail of that writer, with a fault at the N-th call; leaves
# its status in $result
disturbed() {
	one_mail "$1"
	result=0
	# The shell inside says that strace was killed, which is no news.
	(
		strace -qq -o "$work/trace" -e "trace=$2" -e "inject=$2:$4:when=$3" \
			"$gate/bin/tixgate" -c "$gate/tixgate.conf" deliver --sender "$1@example.net" \
			--recipient support@example.com <"$work/one" >"$work/out" 2>"$work/err"
		exit $?
	) 2>/dev/null || result=$?
}

n=0 killed=0
while read -r call when; do
	n=$((n + 1))
	disturbed "k$n" "$call" "$when" signal=KILL
	[ "$result" = 0 ] || killed=$((killed + 1))
	deliver "k$n@example.net" <"$work/one"
	[ "$status" = 0 ] || deliver_until_taken "$work/one" || say no "never taken: killed at $call $when"
done <"$work/cases"
holds "most of the kills took place" test "$killed" -ge $((n * 2 / 3))

# The same calls, one of which fails: a full disk, no process, no memory.
m=0
while read -r call when; do
	case $call in
	pwrite64 | fdatasync | write | ftruncate | openat) error=ENOSPC ;;
	clone | clone3 | fork | vfork) error=EAGAIN ;;
	memfd_create | pipe2) error=EMFILE ;;
	lseek | fcntl | read | pread64) error=EIO ;;
	*) continue ;;
	esac
	m=$((m + 1))
	disturbed "e$m" "$call" "$when" "error=$error"
	case $result in
	0) [ -z "$(cat "$work/out" "$work/err")" ] || say no "not silent: $error at $call $when" ;;
	75) deliver_until_taken "$work/one" || say no "never taken: $error at $call $when" ;;
	*) say no "status $result: $error at $call $when" ;;
	esac
done <"$work/cases"
holds "there are calls that can fail" test "$m" -ge 15

# What a killed gateway began its sendmail may still end.
sent() { cat "$acks"/*.arguments | grep '^[ke][0-9]*@' | sort; }
settled() { local seen; seen=$(acks); sleep 1; [ "$(acks)" = "$seen" ]; }
holds "all has come to its end" wait_for 30 settled
is "each mail is exactly one ticket" \
	"$(desk_tickets '[.[] | (.customer_email // .customer.email) | select(test("^[ke][0-9]"))] | length, (unique | length)' | paste -sd ' ')" "$((n + m)) $((n + m))"
is "none was acknowledged twice" "$(sent | uniq -d)" ""
# What the record says is true: sent is sent, and what is not there never was begun.
db() { sqlite3 "$gate/state.db" "SELECT recipient FROM acks WHERE recipient GLOB '[ke][0-9]*' AND state $1" | sort; }
is "what is recorded as sent was sent" "$(comm -23 <(db '= 2') <(sent))" ""
is "what was sent was claimed before" "$(comm -13 <(db '> 0') <(sent))" ""
is "none of the killed is recorded as failed" "$(db '= 3' | sed -n '/^k/p')" ""
is "what is recorded as failed was not sent" "$(comm -12 <(db '= 3') <(sent))" ""
begun=$(db '= 1' | wc -l)
echo "# $n kills, $m faults: $(sent | wc -l) sent, $(db '= 2' | wc -l) recorded so, $begun begun and not ended"
holds "some were killed between the claim and its end" test "$begun" -ge 1
like "and the next try says so" "$(gate_log)" 'outcome=repeated .*ack="none: one was begun and its end is not known'
is "the state is sound" "$(sqlite3 "$gate/state.db" 'PRAGMA integrity_check')" ok
