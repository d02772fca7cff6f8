# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2120
# What every flow test needs: the stand-in help desk, a configuration, a throwaway
# Postfix, waiting and asserting. Sourced; cleans up after itself, whatever happens.
#
# From the environment: TIXGATE, SANDBOX (the programs), KEEP=1 (keep the directory).
set -euo pipefail
export LC_ALL=C.UTF-8 PATH="$PATH:/usr/sbin:/sbin"

flow=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$flow/../.." && pwd)
TIXGATE=${TIXGATE:-$root/build/gateway/tixgate}
SANDBOX=${SANDBOX:-$root/build/contrib/sandbox/tixallo-sandbox}
samples=$root/contrib/samples

work=$(mktemp -d "${TMPDIR:-/tmp}/tixgate-flow.XXXXXX")
# Tests change $work to have several of what lies there; these stay together.
readonly pid_folder=$work/pids
desk=$work/desk		# of the sandbox
gate=$work/gate		# of the gateway: configuration, key, state
pf=$work/postfix	# of the throwaway Postfix
box=$work/box		# where a bounce to a customer would arrive
tests=0 failed=0
desk_options=()
gate_user=		# set when the gateway runs as somebody else
gate_state=		# further settings of its group state

# ---------------------------------------------------------------- asserting

# say OK LABEL: one TAP line
say() {
	tests=$((tests + 1))
	if [ "$1" = ok ]; then
		echo "ok $tests - $2"
	else
		failed=$((failed + 1))
		echo "not ok $tests - $2"
	fi
}

# explain_failure TEXT: what was seen, as TAP comments, with control bytes shown
explain_failure() {
	printf '%s\n' "$1" | cat -v | head -n 40 | sed 's/^/#   /'
}

# is LABEL GOT WANT
is() {
	if [ "$2" = "$3" ]; then
		say ok "$1"
	else
		say no "$1"
		explain_failure "$(printf 'got:  %s\nwant: %s' "$2" "$3")"
	fi
}

# like LABEL GOT REGEX
like() {
	if grep -Eq -e "$3" <<<"$2"; then
		say ok "$1"
	else
		say no "$1"
		explain_failure "$(printf 'got:  %s\nwant: /%s/' "$2" "$3")"
	fi
}

# unlike LABEL GOT REGEX
unlike() {
	if grep -Eq -e "$3" <<<"$2"; then
		say no "$1"
		explain_failure "$(grep -E -e "$3" <<<"$2")"
	else
		say ok "$1"
	fi
}

# holds LABEL COMMAND...: the command succeeds
holds() {
	local label=$1 out
	shift
	if out=$("$@" 2>&1); then
		say ok "$label"
	else
		say no "$label"
		explain_failure "$* failed: $out"
	fi
}

# take_over COMMAND...: runs it and takes its lines for tests: "ok LABEL", "no LABEL",
# "# what was seen"; it must come to its end
take_over() {
	local line
	export TIXGATE SANDBOX PROOF_WORK=$work
	while IFS= read -r line; do
		case $line in
		"ok "*) say ok "${line#ok }" ;;
		"no "*) say no "${line#no }" ;;
		*) echo "$line" ;;
		esac
	done < <("$@" 2>&1 || echo "no ran to its end: $1 $2 $3 (status $?)")
}

# skip_all REASON: nothing can be tested here
skip_all() {
	echo "1..0 # SKIP $1"
	tests=skip
	exit 77
}

need_root() {
	[ "$(id -u)" = 0 ] || skip_all "$1 needs root"
}

need_program() {
	command -v "$1" >/dev/null || skip_all "$1 is not installed"
}

# wait_for SECONDS COMMAND...: until it succeeds; false when it never did
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.1
	done
}

# ---------------------------------------------------------------- cleaning up

# register PID: a process that must be gone when this test is
register() {
	mkdir -p "$pid_folder"
	touch "$pid_folder/$1"
}

stop_pid() {
	kill "$1" 2>/dev/null || true
	wait_for 5 is_gone "$1" || kill -9 "$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
	rm -f "$pid_folder/$1"
}

is_gone() {
	! kill -0 "$1" 2>/dev/null || grep -q '^State:[[:space:]]*Z' "/proc/$1/status"
}

finish() {
	local status=$? pid
	trap - EXIT
	set +e
	postfix_stop
	for pid in "$pid_folder"/*; do
		[ -e "$pid" ] && stop_pid "${pid##*/}"
	done
	if [ -n "${KEEP:-}" ]; then
		echo "# kept: $work"
	else
		rm -rf "$work"
	fi
	[ "$tests" = skip ] && exit 77
	if [ "$status" != 0 ]; then
		echo "not ok $((tests + 1)) - ran to its end (status $status)"
		exit 1
	fi
	echo "1..$tests"
	if [ "$failed" = 0 ] && [ "$tests" -gt 0 ]; then
		exit 0
	fi
	exit 1
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
trap 'echo "# stopped at ${BASH_SOURCE[0]##*/}:$LINENO: $BASH_COMMAND" >&2' ERR
set -E

# ---------------------------------------------------------------- the help desk

free_port() {
	python3 "$flow/free_port.py"
}

# desk_start [OPTION...]: starts the sandbox, after a desk_stop with the same
# ports, options and tickets as before
desk_start() {
	if [ ! -d "$desk" ]; then
		mkdir "$desk"
		desk_options=(--dir "$desk" --port "$(free_port)"
			--tls-port "$(free_port)" --state "$work/desk.state"
			--key flow-test-key --quiet "$@")
	fi
	if [ ! -x "$SANDBOX" ] || [ ! -x "$TIXGATE" ]; then
		echo "# build first: there is no $SANDBOX or no $TIXGATE"
		return 1
	fi
	rm -f "$desk/ready"
	"$SANDBOX" "${desk_options[@]}" >>"$work/desk.log" 2>&1 &
	desk_pid=$!
	register "$desk_pid"
	if ! wait_for 20 test -e "$desk/ready"; then
		echo "# the sandbox did not start:"
		explain_failure "$(cat "$work/desk.log")"
		return 1
	fi
	chmod 755 "$work" "$desk"
	desk_api=$(cat "$desk/http.url")
	desk_web=${desk_api%/api/v1*}
}

desk_stop() {
	stop_pid "$desk_pid"
}

# control METHOD PATH [JSON]
control() {
	curl -sSf --noproxy '*' --max-time 20 -X "$1" ${3:+--data-binary "$3"} \
		-H 'Content-Type: application/json' "$desk_web/control/$2"
}

desk_fault() { control POST faults "[$1]" >/dev/null; }
desk_heal() { control DELETE faults >/dev/null; }
desk_forget_requests() { control DELETE requests >/dev/null; }

# desk_tickets [JQ]: about all tickets, oldest first
desk_tickets() {
	control GET tickets |
		jq -r "(if type == \"object\" then .data else . end) |
			sort_by(.ticket_number) | ${1:-.}"
}

ticket_count() { desk_tickets length; }
message_count() { desk_tickets '[.[].messages[]] | length'; }
ticket_is() { [ "$(ticket_count)" = "$1" ]; }
message_is() { [ "$(message_count)" = "$1" ]; }

# customer of the last ticket
last_customer() { desk_tickets '.[-1] | .customer_email // .customer.email'; }

# requests [METHOD]: how many the desk has seen
requests() {
	control GET requests | jq -r --arg m "${1:-}" \
		'(if type == "object" then .data else . end) |
			map(select($m == "" or .method == $m)) | length'
}

# ---------------------------------------------------------------- the gateway

# gate_install [USER]: a directory for the gateway, its program and key in it; with
# USER they are that user's
gate_install() {
	gate_user=${1:-}
	[ -z "$gate_user" ] || need_root "a mail system that starts others' programs"
	mkdir -p "$gate/bin" "$box"
	install -m 755 "$TIXGATE" "$gate/bin/tixgate"
	install -m 600 "$desk/key" "$gate/api.key"
	config_write
	if [ -n "$gate_user" ]; then
		chmod 755 "$work"
		chown -R "$gate_user:" "$gate" "$box"
	fi
}

# config_write [API [REST]]: further settings of the group api, further groups. Where
# these have no group storm nobody has a limit: a test may send what mails it likes.
config_write() {
	local storm='storm : { allow = [ "*" ]; };'
	[[ ${2:-} != *"storm :"* ]] || storm=
	cat >"$gate/tixgate.conf" <<-END
	api : {
		url = "$(cat "$desk/https.url")";
		key_file = "$gate/api.key";
		ca_path = "$desk/certs";
		${1:-}
	};
	state : { url = "sqlite:$gate/state.db"; hold = "$gate/held"; ${gate_state:-} };
	mailboxes : ( { name = "support"; address = [ "support@example.com" ];
		fallback_customer = "fallback@example.com"; } );
	$storm
	${2:-}
	END
}

# gate_record: a recorder takes the gateway's place, and writes down in $gate/seen
# what it was given: arguments, envelope in the environment, mail
gate_record() {
	mkdir -p "$gate/seen"
	[ -z "$gate_user" ] || chown "$gate_user:" "$gate/seen"
	cat >"$gate/bin/tixgate" <<-END
	#!/bin/sh
	printf '%s\\n' "\$@" >"$gate/seen/arguments"
	printf '%s\\n' "\${SENDER-unset}" "\${RECIPIENT-unset}" >"$gate/seen/envelope"
	cat >"$gate/seen/mail.part"
	mv "$gate/seen/mail.part" "$gate/seen/mail"
	END
}

# recorded: waits for a mail that the recorder was given
recorded() { wait_for 30 test -e "$gate/seen/mail"; }

# tixgate COMMAND...: runs it; leaves $status, $out and $err
tixgate() {
	status=0
	timeout -k 5 "${gate_timeout:-60}" "$gate/bin/tixgate" \
		-c "$gate/tixgate.conf" "$@" >"$work/out" 2>"$work/err" || status=$?
	out=$(tr -d '\0' <"$work/out")
	err=$(tr -d '\0' <"$work/err")
}

# deliver [SENDER [RECIPIENT]]: the mail on standard input, as Postfix hands it over
deliver() {
	tixgate deliver --sender "${1-ada@example.net}" \
		--recipient "${2:-support@example.com}" --queue-id 4ZzT2k0Qw7z9
}

# deliver_until_taken FILE: as a mail system that tries again and again
deliver_until_taken() {
	local attempt
	for attempt in {1..12}; do
		deliver <"$1"
		[ "$status" != 0 ] || return 0
		[ "$status" = 75 ] || return 1
		sleep 1
	done
	return 1
}

held_count() { { [ ! -d "$gate/held" ] || find "$gate/held" -name '*.eml'; } | wc -l; }
kept_count() { echo $(($(ticket_count) + $(message_count) + $(held_count))); }

# keep_count: what somebody keeps so far; nothing_lost compares with it
keep_count() { kept=$(kept_count); }

# nothing_lost LABEL: taken means that somebody keeps it, later means that it says
# why; standard output is empty, and no control byte is in the message
nothing_lost() {
	case $status in
	0) holds "$1: taken, and somebody keeps it" test "$(kept_count)" -gt "$kept" ;;
	75) like "$1: later, and it says why" "$err" '^tixgate: .{10,}' ;;
	*) is "$1: taken or later" "$status" "0 or 75" ;;
	esac
	is "$1: nothing on standard output" "$out" ""
	unlike "$1: the message is clean" "$err" $'[\001-\010\013-\037\177]'
	[ "$status" != 0 ] || is "$1: nothing on standard error" "$err" ""
	keep_count
}

# mail SUBJECT [HEADER...]: a plain mail on standard output, its text from stdin
mail() {
	local subject=$1
	shift
	printf '%s\n' "From: Ada Byron <${from:-ada@example.net}>" \
		"To: support@example.com" "Subject: $subject" \
		"Date: Mon, 06 May 2024 10:00:00 +0200" \
		"Message-ID: <$EPOCHREALTIME.$BASHPID@example.net>" "$@" ""
	cat
}

# ---------------------------------------------------------------- Postfix

# placed FILE: a file of contrib/ with this test's paths in place of the usual ones
placed() {
	sed -e "s|/usr/bin/tixgate|$gate/bin/tixgate|g" \
		-e "s#/\(etc\|var/lib\)/tixgate/#$gate/#g" \
		-e "s|/etc/postfix/|$pf/etc/|g" \
		-e "s/\(user *= *\)tixgate/\1${gate_user:-nobody}/g" "$1"
}

# postfix_start [MAIN.CF...]: an instance of its own under $work, on a loopback port.
# Mail to example.com is ours; mail to anybody else lands in $box, as a bounce would.
postfix_start() {
	local more
	need_root "a throwaway Postfix"
	need_program postfix
	smtp_port=$(free_port)
	mkdir -p "$pf"/{etc,queue,data,log}
	chown postfix "$pf/data"
	touch "$pf/etc/aliases"
	cat >"$pf/etc/main.cf" <<-END
	compatibility_level = 3.6
	queue_directory = $pf/queue
	data_directory = $pf/data
	maillog_file = $pf/log/maillog
	maillog_file_prefixes = $pf/log
	myhostname = mx.example.com
	mydestination = example.com
	mynetworks = 127.0.0.0/8
	inet_interfaces = 127.0.0.1
	inet_protocols = ipv4
	alias_maps = texthash:$pf/etc/aliases
	alias_database =
	smtpd_peername_lookup = no
	default_transport = virtual
	virtual_mailbox_domains =
	virtual_mailbox_base = $box
	virtual_mailbox_maps = static:all/
	virtual_uid_maps = static:$(id -u "$gate_user")
	virtual_gid_maps = static:$(id -g "$gate_user")
	END
	for more in "$root/contrib/postfix/main.cf" "$@"; do
		placed "$more" >>"$pf/etc/main.cf"
	done
	cat >"$pf/etc/master.cf" <<-END
	127.0.0.1:$smtp_port inet n - n - - smtpd
	pickup unix n - n 60 1 pickup
	cleanup unix n - n - 0 cleanup
	qmgr unix n - n 300 1 qmgr
	rewrite unix - - n - - trivial-rewrite
	bounce unix - - n - 0 bounce
	defer unix - - n - 0 bounce
	trace unix - - n - 0 bounce
	flush unix n - n 1000? 0 flush
	proxymap unix - - n - - proxymap
	showq unix n - n - - showq
	error unix - - n - - error
	retry unix - - n - - error
	local unix - n n - - local
	virtual unix - n n - - virtual
	anvil unix - - n - 1 anvil
	postlog unix-dgram n - n - 1 postlogd
	END
	placed "$root/contrib/postfix/master.cf" >>"$pf/etc/master.cf"
	placed "$root/contrib/postfix/header_checks" >"$pf/etc/tixgate_header_checks"
	placed "$root/contrib/postfix/transport" >"$pf/etc/tixgate_transport"
	postmap -c "$pf/etc" "$pf/etc/tixgate_transport"
	postfix -c "$pf/etc" start >"$work/postfix.out" 2>&1 || {
		explain_failure "$(cat "$work/postfix.out" "$pf/log/maillog")"
		return 1
	}
	register "$(tr -d ' ' <"$pf/queue/pid/master.pid")"
	wait_for 20 smtp_answers
}

# procmail_place DIR: the shipped recipe, and a mailbox beside it that must stay empty
procmail_place() {
	mkdir -p "$1"
	{
		printf '%s\n' "MAILDIR=$1" "DEFAULT=$1/mbox" "ORGMAIL=$1/mbox" \
			"LOGFILE=$1/log"
		placed "$root/contrib/procmail/procmailrc"
	} >"$1/procmailrc"
	# procmail ignores a recipe file that others can write.
	chmod 600 "$1/procmailrc"
}

smtp_answers() { (: <"/dev/tcp/127.0.0.1/$smtp_port"); }

postfix_stop() {
	[ -d "$pf" ] || return 0
	postfix -c "$pf/etc" stop >/dev/null 2>&1 || true
}

# smtp SENDER RECIPIENT... : sends the mail on standard input
smtp() {
	python3 "$flow/smtp_send.py" "127.0.0.1:$smtp_port" "$@"
}

queue() { postqueue -c "$pf/etc" -j; }
queue_length() { queue | grep -c . || true; }
queue_is() { [ "$(queue_length)" = "$1" ]; }
queue_flush() { postqueue -c "$pf/etc" -f; }
deferred_is() { [ "$(queue | jq -s 'map(select(.queue_name == "deferred")) | length')" = "$1" ]; }

# queue_drain SECONDS: flushes until nothing waits any more
queue_drain() {
	local end=$((SECONDS + $1))
	until queue_is 0; do
		[ "$SECONDS" -lt "$end" ] || return 1
		queue_flush
		wait_for 2 queue_is 0 || true
	done
}

maillog() { cat "$pf/log/maillog"; }

# Postfix says so where the machine's clock is put right meanwhile: of us it says nothing.
clock_words='file system clock is\|resetting file time stamps'

# nothing_bounced: neither the log, nor the queue, nor a customer's mailbox knows a bounce
nothing_bounced() {
	unlike "nothing bounced, says the log" "$(maillog)" \
		'status=(bounced|undeliverable|expired)|non-delivery notification'
	is "no bounce reached a customer" "$(find "$box" -type f | wc -l)" 0
	unlike "no bounce waits in the queue" "$(queue)" '"sender": "MAILER-DAEMON"'
	unlike "Postfix has nothing to complain about" "$(maillog | grep -v "$clock_words")" \
		'(fatal|panic|error|warning):'
}

log_has_sent() { [ "$(maillog | grep -c 'relay=tixgate.*status=sent')" = "$1" ]; }
log_has_deferrals() { [ "$(maillog | grep -c 'relay=tixgate.*status=deferred')" -ge "$1" ]; }
