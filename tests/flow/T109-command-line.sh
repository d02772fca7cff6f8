#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The command line: help for people, and never a bounce for a typing error.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install
mail "A mail" <<<"Text." >"$work/mail"

tixgate --version </dev/null
is "--version succeeds" "$status" 0
like "and names program and version" "$out" '^tixgate [0-9]+\.[0-9]+'
for command in '' deliver explain check flush held log show status sync; do
	# shellcheck disable=SC2086
	tixgate $command --help </dev/null
	is "$command --help succeeds" "$status" 0
	like "$command --help says how it is used" "$out" '^[Uu]sage: tixgate'
	is "$command --help fits 80 columns" "$(grep -cE '.{81}' <<<"$out")" 0
done

# As in a mail system's configuration: a mail on standard input.
for arguments in "--no-such-option" "deliver --no-such-option" "delvier" "deliver --sender" "deliver --deadline soon"; do
	# shellcheck disable=SC2086
	tixgate $arguments <"$work/mail"
	is "\"$arguments\": later, not a bounce" "$status" 75
	like "\"$arguments\": says why" "$err" '^tixgate: .{10,}'
done
tixgate check --no-such-option </dev/null
is "for a person a wrong option is a wrong usage" "$status" 64
is "nothing of this was delivered" "$(requests)" 0

# What check and flush would look at is named by -c, not by an operand.
tixgate check "$gate/tixgate.conf" </dev/null
is "check takes no operand: it would be of no effect" "$status" 64
like "and says how a configuration is named" "$err" '^tixgate: check takes no operands.* -c'
tixgate flush "$gate/spool" </dev/null
is "neither does flush" "$status" 64
tixgate explain </dev/null
like "what is empty has a name" "$err" '^tixgate: standard input: there is no mail'

# A person reads what he wrote; a mail system gets ASCII, and of our own signs what they mean.
tixgate flush --deadline $'\xc3\xbcber' </dev/null
is "a person reads his own letters" "$err" $'tixgate: Cannot parse double value \xe2\x80\x9c\xc3\xbcber\xe2\x80\x9d for --deadline; see: tixgate flush --help'
tixgate deliver --deadline $'\xc3\xbcber' <"$work/mail"
is "a mail system reads ASCII" "$err" 'tixgate: Cannot parse double value "?ber" for --deadline; see: tixgate deliver --help'

# What is written to a full disk is not there, and whoever relies on it is told.
if [ -c /dev/full ]; then
	for arguments in "check" "check --settings" "log --json" "status --json" "explain --offline $work/mail"; do
		status=0
		# shellcheck disable=SC2086
		"$gate/bin/tixgate" -c "$gate/tixgate.conf" $arguments >/dev/full 2>"$work/err" || status=$?
		is "\"$arguments\" to a full disk fails" "$status" 1
	done
	like "and says so" "$(cat "$work/err")" '^tixgate: cannot write .*output'
	is "once" "$(wc -l <"$work/err")" 1
fi

# Who types "tixgate" learns what it waits for, and where there is more to read.
if command -v script >/dev/null; then
	for arguments in "" explain; do
		out=$(printf '\004' | timeout 60 script -qec "$gate/bin/tixgate -c $gate/tixgate.conf $arguments" /dev/null) || true
		like "a terminal is told of \"tixgate $arguments\"" "$out" '^tixgate: reads a mail from the terminal, up to Ctrl-D; see: tixgate --help'
	done
fi
tixgate explain <"$work/mail"
is "nobody else is" "$err" ""
