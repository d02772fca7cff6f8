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
