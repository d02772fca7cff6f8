#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# 8-bit mail, SMTPUTF8 and a mail of 20 MB arrive as they were written.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install nobody
config_write '' 'limits : { deadline = 30; };'
postfix_start

mail "Eight bits" "MIME-Version: 1.0" "Content-Transfer-Encoding: 8bit" \
	"Content-Type: text/plain; charset=ISO-8859-1" <<<$'Gr\xfc\xdfe aus K\xf6ln' |
	smtp ada@example.net support@example.com
holds "a mail in ISO-8859-1 became a ticket" wait_for 30 ticket_is 1
like "its text is right" "$(desk_tickets '.[0].description')" 'Grüße aus Köln'

from=jörg@bücher.example mail "Größe" "MIME-Version: 1.0" "Content-Transfer-Encoding: 8bit" \
	"Content-Type: text/plain; charset=UTF-8" <<<"Übergröße" |
	smtp jörg@bücher.example support@example.com
holds "a mail from an SMTPUTF8 address became a ticket" wait_for 30 ticket_is 2
is "its subject is right" "$(desk_tickets '.[1].subject')" "Größe"
like "its customer is named, since the desk takes no such address" "$(desk_tickets '.[1].description')" 'jörg@'

{
	mail "Twenty megabytes" "MIME-Version: 1.0" \
		'Content-Type: multipart/mixed; boundary="=_b"' <<-'END'
	--=_b
	Content-Type: text/plain

	The file is attached.
	--=_b
	Content-Type: application/octet-stream; name="big.bin"
	Content-Disposition: attachment; filename="big.bin"
	Content-Transfer-Encoding: base64

	END
	head -c 15000000 /dev/zero | base64
	echo "--=_b--"
} >"$work/big.eml"
holds "the large mail is larger than 20 MB" test "$(stat -c %s "$work/big.eml")" -gt 20000000
smtp ada@example.net support@example.com <"$work/big.eml"
holds "it became a ticket" wait_for 60 ticket_is 3
like "its text is right" "$(desk_tickets '.[2].description')" 'The file is attached\.'
like "its attachment is named" "$(desk_tickets '.[2].description')" 'big\.bin'
holds "the queue is empty" wait_for 10 queue_is 0
nothing_bounced
