#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Acknowledgements in trouble: a sendmail that fails or hangs, hostile mails, bad templates.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=acks.sh
. "$flow/acks.sh"

desk_start
gate_install
acks_install "timeout = 2;"
need_program sqlite3

# one_mail NAME: a mail of a writer of his own; its ticket must be there whatever happens
one_mail() {
	local before
	before=$(ticket_count)
	from=$1@example.net mail "Of $1" <<<"Text." >"$work/one"
	deliver "$1@example.net" <"$work/one"
	is "$1: the mail is taken, its ticket there, and nothing said" "$status $(ticket_count) $out$err" "0 $((before + 1)) "
}
ack_state() { sqlite3 "$gate/state.db" "SELECT state, detail FROM acks WHERE recipient = '$1@example.net'"; }
last_log() { tail -n 1 "$gate/log"; }

# ---------------------------------------------------------------- sendmail
one_mail well
is "sent is written down" "$(ack_state well)" "2|"

echo 'echo "no room"; echo "in the queue" >&2; exit 75' >"$acks/do"
one_mail full
like "a failure is in the log, with what sendmail said" "$(last_log)" 'ack="failed: .*/sendmail ended with status 75: no room in the queue"'
like "and in the state" "$(ack_state full)" '^3\|.* ended with status 75'
rm "$acks/do"
deliver full@example.net <"$work/one"
is "it is not tried again" "$status $(acks)" "0 2"

echo 'kill -9 $$' >"$acks/do"
one_mail killed
like "so is a signal" "$(last_log)" 'ack="failed: .*died of signal 9'

printf '%s\n' "echo \$\$ >$acks/pid" "trap '' TERM HUP INT" 'sleep 600 & sleep 600' >"$acks/do"
one_mail hanging
like "one that hangs is stopped" "$(last_log)" 'ack="failed: .*took too long and was stopped'
is_dead() { is_gone "$(cat "$acks/pid")"; }
holds "and is gone" wait_for 10 is_dead
echo 'yes "much to say" | head -c 200000' >"$acks/do"
one_mail noisy
like "one that talks much is heard to its end" "$(last_log)" 'ack=sent'
rm "$acks/do"

sendmail=/nonexistent/sendmail acks_configure
one_mail missing
like "no sendmail is in the log" "$(last_log)" 'ack="failed: cannot run /nonexistent/sendmail: No such file'
tixgate check
like "and check says so" "$out" 'WRONG +ack support +cannot run /nonexistent/sendmail: No such file'

# ---------------------------------------------------------------- time
acks_configure
echo 'sleep 600' >"$acks/do"
before=$(ticket_count)
from=short@example.net mail "Short" <<<"Text." >"$work/one"
gate_timeout=30 tixgate deliver --sender short@example.net --recipient support@example.com --deadline 3 <"$work/one"
is "a hanging one costs no more than the run's deadline" "$status $(ticket_count)" "0 $((before + 1))"
rm "$acks/do"

# ---------------------------------------------------------------- hostile mails
hostile() { # LABEL SUBJECT NAME
	local before
	before=$(acks)
	{
		printf '%s\n' "From: $3 <mal$before@example.net>" "To: support@example.com" "Subject: $2" \
			"Message-ID: <$before.mal@example.net>" "References: <x@y>" "Date: Mon, 06 May 2024 10:00:00 +0200" "" "Text."
	} >"$work/hostile"
	deliver "mal$before@example.net" <"$work/hostile"
	is "$1: acknowledged" "$status $(acks)" "0 $((before + 1))"
	before=$((before + 1))
	unlike "$1: no header of its own" "$(ack_head "$before")" '^(Bcc|Cc|X-Evil|From: .*evil)'
	is "$1: to the writer alone" "$(sed -n '/^--$/,$p' "$acks/$before.arguments" | paste -sd ' ')" "-- mal$((before - 1))@example.net"
	is "$1: one of each header" "$(ack_head "$before" | sed -n 's/^\([A-Z][A-Za-z-]*\):.*/\1/p' | sort | uniq -d)" ""
	is "$1: nothing but ASCII" "$(tr -d '\n -~' <"$acks/$before.mail" | wc -c)" 0
	unlike "$1: no override is left" "$(ack_json "$before" .subject)" $'\u202a|\u202b|\u202d|\u202e|\u2066|\u2069|\u200b'
	like "$1: the number stands" "$(ack_json "$before" .subject)" '^Auto: \[#[0-9]+\]'
}
cat >"$work/t.txt" <<'END'
Subject: Auto: [#{number}] {subject} {name}

{{number} {name}: {subject}
{mailbox} {address} {code}
END
acks_configure "template = \"$work/t.txt\"; same_subject = 0;"
hostile "line ends in a word" '=?utf-8?q?a=0D=0ABcc:_evil@example.org=0D=0A=0D=0AText?=' 'Eve'
hostile "line ends in a name" 'S' '=?utf-8?q?E=0D=0ABcc:_evil@example.org?='
hostile "overrides" '=?utf-8?b?4oCuZ25wLmV4ZeKAiw==?=' '=?utf-8?b?4oCuRXZl?='
hostile "a placeholder" '{name} {number} {{code}' 'Eve {subject}'
like "a placeholder in a value is only text" "$(ack_json "$(acks)" .text)" '^\{number\} Eve \{subject\}: \{name\} \{number\} \{\{code\}$'
hostile "a very long one" "$(printf '%0900d' 7)" "$(printf 'N%.0s' {1..500})"
hostile "an encoded word in an encoded word" '=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3D0ABcc=3A_e=3F=3D?=' 'Eve'

# An argument that looks like an option is behind --; an address that begins with "-" gets none.
before=$(acks)
from=-oQ/tmp@example.net mail "Option" <<<"Text." >"$work/one"
deliver "-oQ/tmp@example.net" <"$work/one"
is "an address that begins with a hyphen gets none" "$status $(acks)" "0 $before"
sed 's/^Message-ID:.*/Message-ID: <a@b>\n X-Evil: 1\nReferences: <a b@c> <d@e>\tX <f@g\x01>/; s/-oQ/ids/g' "$work/one" >"$work/two"
deliver "ids/tmp@example.net" <"$work/two"
unlike "broken ids are no way in" "$(cat "$acks/$(acks).mail")" '^X-Evil|[[:cntrl:]]'

# ---------------------------------------------------------------- templates
template_is() { # LABEL REGEX: what check says of the template on standard input
	cat >"$work/t.txt"
	tixgate check
	like "$1: check says where and what" "$out" "WRONG +ack support +$work/t\\.txt$2"
	is "$1: and that all is not well" "$status" 1
}
template_is "an unknown placeholder" ':3: there is no placeholder \{numbr\}' <<<$'Subject: [#{number}]\n\nTicket {numbr}.'
template_is "no number in the subject" ':1: the Subject needs \{number\}' <<<$'Subject: Thanks\n\nTicket {number}.'
template_is "no subject" ':1: there is no "Subject: …" above' <<<$'\nTicket {number}.'
template_is "another header" ':2: is no line of a header' <<<$'Subject: [#{number}]\nBcc: a@b\n\nTicket.'
template_is "an open brace" ':3: a "\{" without its "\}"' <<<$'Subject: [#{number}]\n\nTicket {number'
template_is "no text" ':2: there is no text below' <<<$'Subject: [#{number}]\n\n'
rm "$work/t.txt"
tixgate check
like "no file: check says so" "$out" "WRONG +ack support +cannot read $work/t\.txt: No such file"
one_mail untemplated
like "a mail is a ticket all the same" "$(last_log)" 'ack="none: cannot read .*No such file'
for template in "$root"/conf/ack/*.txt; do
	name=${template##*/}
	acks_configure "template = \"${name%.txt}\";"
	tixgate check
	is "the template $name is in order" "$status" 0
	one_mail "${name%.txt}"
	is "$name: it is sent, and has the number twice" "$(ack_json "$(acks)" '.subject + .text' | grep -o "#$(desk_tickets '.[-1].ticket_number')" | wc -l)" 2
done
