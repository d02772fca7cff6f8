#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Whose ticket it becomes: ordinary senders, and addresses that the desk cannot take.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install

# by FROM: a mail of this From line; leaves the ticket's customer in $customer
by() {
	printf '%s\n' "From: $1" "Subject: An address" "Message-ID: <$EPOCHREALTIME@example.net>" \
		"Content-Type: text/plain; charset=UTF-8" "" "The text." >"$work/mail"
	deliver "${2-envelope@example.net}" <"$work/mail"
	customer="$status $(last_customer)"
	text=$(desk_tickets '.[-1].description')
}

by "Ada Byron <ada@example.net>"
is "the From line's address is the customer" "$customer" "0 ada@example.net"
is "with the name" "$(desk_tickets '.[-1].customer.name')" "Ada Byron"
by "=?UTF-8?Q?J=C3=BCrgen?= <juergen@example.net>"
is "an encoded name is decoded" "$customer $(desk_tickets '.[-1].customer.name')" "0 juergen@example.net Jürgen"
by "Jörg <joerg@bücher.example>"
is "an international domain becomes A-labels" "$customer" "0 joerg@xn--bcher-kva.example"

by '"a b"@example.net'
is "a quoted local part goes to the fallback" "$customer" "0 fallback@example.com"
like "and the first line says whose it is" "$(sed -n 1p <<<"$text")" '"a b"@example\.net'
by 'ada@[192.0.2.1]'
is "an address literal goes to the fallback" "$customer" "0 fallback@example.com"
like "and the first line says whose it is" "$(sed -n 1p <<<"$text")" 'ada@\[192\.0\.2\.1\]'
by "Jörg <jörg@example.net>"
is "a raw UTF-8 local part goes to the fallback" "$customer" "0 fallback@example.com"
like "and the first line says whose it is" "$(sed -n 1p <<<"$text")" 'jörg@example\.net'
