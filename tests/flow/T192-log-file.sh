#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# One line for each mail, complete and harmless, in a file that is rotated.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# line: the last one; field NAME: a field of it
line() { tail -n 1 "$gate/log/tixgate.log"; }
field() { line | grep -oP "(?<= )$1=\K(\"[^\"]*\"|[^ ]*)"; }

desk_start
gate_install
mkdir "$gate/log"
config_write "" "thread : { stranger = \"hold\"; }; log : { file = \"$gate/log/tixgate.log\"; };"

mail "A question" <<<"The text of it." >"$work/first"
deliver <"$work/first"
number=$(desk_tickets '.[0].ticket_number')
is "one mail is one line" "$(wc -l <"$gate/log/tixgate.log")" 1
like "it begins with the time and the process" "$(line)" '^2[0-9-]{9}T[0-9:]{8}Z tixgate\[[0-9]+\]: trace='
like "it has the trace code of the ticket" "$(desk_tickets '.[0].description')" "$(field trace)"
id=$(sed -n 's/^Message-ID: <\(.*\)>/\1/p' "$work/first")
while read -r name want; do
	is "it has $name" "$(field "$name")" "$want"
done <<-END
	mailbox support
	class human
	action create
	outcome created
	ticket $number
	requests 1
	from ada@example.net
	message_id $id
	sender ada@example.net
	recipient support@example.com
	queue_id 4ZzT2k0Qw7z9
	reason "a new mail becomes a ticket"
END
like "and how long it took" "$(field ms)" '^[0-9]+$'
unlike "nothing of the text" "$(line)" 'The text'
unlike "and no key" "$(line)" "$(cat "$gate/api.key")"
is "the file is for nobody else" "$(stat -c %a "$gate/log/tixgate.log")" 600

mail "Away" "Auto-Submitted: auto-replied" <<<"I am away." | deliver
is "what is discarded says so" "$(field outcome) $(field class) $(field action)" "discarded vacation discard"
from=eve@example.org mail "Re: [#$number] A question" <<<"Let me in." | deliver eve@example.org
is "so does what is held" "$(field outcome) $(field action)" "held hold"
deliver <"$work/first"
is "and what comes again" "$(field outcome) $(field requests)" "repeated 0"

# A hostile mail: no line, no field, no terminal command of its own.
before=$(wc -l <"$gate/log/tixgate.log")
from=$'x\x1b[2J"@example.net' mail $'S\x1b]0;x\x07' <<<"x" >"$work/hostile"
sed -i $'s/^Message-ID: .*/Message-ID: <a" outcome=created ticket=9\\\\\x9b@example.net>/' "$work/hostile"
deliver $'eve\n2026-01-01T00:00:00Z tixgate[1]: outcome=created@example.org' <"$work/hostile"
is "a hostile mail is one line as well" "$(wc -l <"$gate/log/tixgate.log")" $((before + 1))
unlike "of visible ASCII" "$(line)" '[^ -~]'
is "with one outcome" "$(line | sed 's/"[^"]*"//g' | grep -o ' outcome=' | wc -l)" 1

# ---------------------------------------------------------------- rotated
need_program logrotate
sed -e "s|/var/log/tixgate/|$gate/log/|" -e "s|su tixgate tixgate|su $(id -un) $(id -gn)|" \
	"$root/contrib/logrotate/tixgate" >"$work/logrotate.conf"
chmod 644 "$work/logrotate.conf"
chmod 750 "$gate/log"
lines=$(wc -l <"$gate/log/tixgate.log")
rotate() { logrotate --force --state "$work/logrotate.state" "$work/logrotate.conf"; }
holds "logrotate takes the snippet as it stands" rotate
holds "the file is renamed" test ! -e "$gate/log/tixgate.log"
mail "Another" <<<"And again." | deliver
is "the next mail's line is in a new one" "$(wc -l <"$gate/log/tixgate.log") $(field outcome)" "1 created"
is "with its rights" "$(stat -c %a "$gate/log/tixgate.log")" 600
is "the old one has all of its lines" "$(wc -l <"$gate/log/tixgate.log.1")" "$lines"
