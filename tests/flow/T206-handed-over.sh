#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What exactly Postfix hands over: the arguments, and the mail without what only
# this host's own filters may say.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install nobody
gate_record
postfix_start

mail "Forged" "Authentication-Results: mx.example.com;" "	dmarc=pass header.from=example.com" \
	"AUTHENTICATION-RESULTS: (x) mx.example.com; spf=pass" "X-Spam-Flag: NO" "X-Spam-Status: No, score=-99" \
	"X-Mine: kept" "MIME-Version: 1.0" 'Content-Type: multipart/mixed; boundary="=_b"' <<'END' |
--=_b
Content-Type: message/rfc822

Subject: Attached
Authentication-Results: mx.example.net; spf=fail

Text.
--=_b--
END
	smtp "" support@example.com
holds "the mail is handed over" recorded
arguments=$(cat "$gate/seen/arguments")
like "with an empty sender for the null sender" "$(grep -A 1 -x -e --sender <<<"$arguments" | tail -n 1)." '^\.$'
is "with the recipient" "$(grep -A 1 -x -e --recipient <<<"$arguments" | tail -n 1)" support@example.com
like "with the queue id" "$(grep -A 1 -x -e --queue-id <<<"$arguments" | tail -n 1)" '^[0-9A-Za-z]{6,}$'

outer=$(sed '/^$/q' "$gate/seen/mail")
unlike "no forged result of an authentication" "$outer" '[Aa][Uu][Tt][Hh][Ee][Nn][Tt]|dmarc=pass'
unlike "no forged verdict on spam" "$outer" 'X-Spam'
like "other headers stay" "$outer" '^X-Mine: kept$'
like "the null sender stands in Return-Path" "$outer" '^Return-Path: <>$'
like "an attached mail keeps its headers" "$(cat "$gate/seen/mail")" '^Authentication-Results: mx\.example\.net; spf=fail$'

rm "$gate/seen/mail"
# shellcheck disable=SC2016
mail "A trap" <<<"Text." | smtp '"$(touch bad);`touch bad` -x"@example.net' support+'a|b'@example.com
holds "an address with shell characters is handed over" recorded
is "and nothing in it was run" "$(find "$work" -name bad)" ""
nothing_bounced
