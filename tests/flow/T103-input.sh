#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Input that is no proper mail: nothing is lost, whatever it is.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start --requests 1000
gate_install
config_write 'requests = 1000;' 'limits : { message_size = 52428800; deadline = 30; };'
keep_count

deliver </dev/null
nothing_lost "empty input"
printf 'This is only a text.\nIt has no headers at all.\n' >"$work/in"
deliver <"$work/in"
nothing_lost "no headers"
printf 'Subject: Only a header' >"$work/in"
deliver <"$work/in"
nothing_lost "only a header"
printf '\r\n\r\nSubject: Too late\r\n\r\nText.\r\n' >"$work/in"
deliver <"$work/in"
nothing_lost "empty lines first"
head -c 300000 /dev/zero | openssl enc -aes-128-ctr -K 00 -iv 00 >"$work/in" 2>/dev/null
deliver <"$work/in"
nothing_lost "binary rubbish"
head -c 100000 /dev/zero >"$work/in"
deliver <"$work/in"
nothing_lost "nothing but NUL"
printf 'From: Ada <ada@example.net>\nSubject: \033[31mRed\007 \xff\xfe\nMessage-ID: <esc@example.net>\n\n\033]0;title\007 text \x80\n' >"$work/in"
deliver <"$work/in"
nothing_lost "control bytes and bytes of no charset"
deliver <"$work"
nothing_lost "a directory"

{
	mail "Two hundred megabytes" </dev/null
	seq -f 'Line %07.0f of a very long mail, one of so many that nobody reads them all ....' 2500000
} >"$work/in"
holds "the large mail has 200 MB" test "$(stat -c %s "$work/in")" -ge 200000000
gate_timeout=200
deliver <"$work/in"
nothing_lost "200 MB"

config_write '' 'nonsense = ;'
status=0
{ cat "$work/in" && echo read; } 2>&1 | timeout 200 "$gate/bin/tixgate" -c "$gate/tixgate.conf" deliver >"$work/out" 2>&1 ||
	status="${PIPESTATUS[*]}"
is "a mail is read to its end even when nothing can be done with it" "$status" "0 75"
