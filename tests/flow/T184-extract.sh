#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# show: what became of a mail, and its attachments back from where it is kept.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install
set_up() {
	config_write "" "limits : { deadline = 60; }; thread : { stranger = \"hold\"; };
		log : { file = \"$gate/log\"; }; ${1:-}"
}
set_up "attachments : { archive = \"$gate/attachments\"; };"

head -c 70000 /dev/urandom >"$work/one"
printf 'a;b\n' >"$work/two"
part() {
	printf '%s\n' "--b" "Content-Type: application/octet-stream" "Content-Transfer-Encoding: base64" \
		"Content-Disposition: attachment; filename=\"$1\"" ""
	base64 "$2"
}
files() {
	{
		printf '%s\n' "--b" "" "See the files."
		part report.pdf "$work/one"
		part ../../report.pdf "$work/two"
		part $'-x\x1b[2J.csv' "$work/two"
		echo "--b--"
	} | mail "$1" "MIME-Version: 1.0" 'Content-Type: multipart/mixed; boundary=b'
}
last_code() { sed -nE 's/.*trace=([0-9A-Z-]+) .*/\1/p' "$gate/log" | tail -n 1; }
same() { # same LABEL DIR: what was sent is there
	holds "$1: byte for byte" cmp "$work/one" "$2/report.pdf"
	holds "$1: the second of its name" cmp "$work/two" "$2/report-2.pdf"
	holds "$1: its name is harmless" cmp "$work/two" "$2/x [2J.csv"
	is "$1: for nobody else" "$(stat -c %a "$2"/* | sort -u)" 600
}

files "Delivered" >"$work/mail"
deliver <"$work/mail"
code=$(last_code)
number=$(desk_tickets '.[0].ticket_number')
tixgate show "$code"
is "a delivered mail is shown" "$status $err" "0 "
like "with its outcome" "$out" '^Outcome +created$'
like "its ticket" "$out" "^Ticket +$number\$"
like "and what the archive has" "$out" '^Archived +report\.pdf \(application/octet-stream, 70000 bytes\)$'
unlike "nothing in it moves a terminal" "$out" $'[\001-\010\013-\037\177]'
tixgate show --json "${code,,}"
is "JSON says the same" "$(jq -r '[.outcome, .ticket, (.archived | length), .archived[0].sha256] | join(" ")' <<<"$out")" \
	"created $number 3 $(sha256sum "$work/one" | cut -d ' ' -f 1)"

tixgate show "$code" --extract "$work/out1"
is "its attachments come out of the archive" "$status $err" "0 "
like "and it says so" "$out" '^3 files in '
unlike "no name moves a terminal" "$out" $'[\001-\010\013-\037\177]'
same "archived" "$work/out1"
tixgate show "$code" --json --extract "$work/out1"
is "nothing is replaced" "$status $(jq -r .file <<<"$out" | paste -sd ,)" "0 report-3.pdf,report-4.pdf,x [2J-2.csv"

# One that is held, and one that was discarded: out of the whole mail.
set_up
from=eve@example.org files "Re: [#$number] mine" >"$work/held"
deliver eve@example.org <"$work/held"
is "a mail is held" "$(held_count)" 1
mkdir "$work/out2"
ln -s "$work/aim" "$work/out2/other"
tixgate show "$(last_code)" --extract "$work/out2"
is "a held mail has them as well" "$status $err" "0 "
rm "$work/out2/other"
same "held" "$work/out2"
tixgate held drop "$(last_code)"
files "Away" | sed '1i Auto-Submitted: auto-replied' >"$work/away"
deliver <"$work/away"
tixgate show "$(last_code)" --extract "$work/out3"
is "and so has a discarded one" "$status" 0
same "discarded" "$work/out3"

# ---------------------------------------------------------------- what cannot be had

files "Not kept" >"$work/gone"
deliver <"$work/gone"
tixgate show "$(last_code)" --extract "$work/out4"
is "without an archive there is nothing" "$status" 1
like "and it says so" "$err" '^tixgate: the mail .* is neither held nor discarded, and the archive has no attachment of it'
rm -r "$gate/attachments/files"
set_up "attachments : { archive = \"$gate/attachments\"; };"
tixgate show "$code" --extract "$work/out5"
is "what is gone from the archive is a failure" "$status" 1
like "that is told for each" "$out" '^report\.pdf: not written: cannot open '
tixgate show AAAA-BBBB-CCCC
is "an unknown code is one" "$status" 1
like "and says so" "$err" '^tixgate: no mail with the code AAAA-BBBB-CCCC is known'
for call in "" "a b" "../../etc/passwd" "--extract"; do
	# shellcheck disable=SC2086
	tixgate show $call
	is "show $call is a wrong call" "$status" 64
done
