#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The archive: attachments are on the disk before the ticket that names them, once each.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install
archive=$gate/attachments
with_archive() {
	config_write "" "limits : { deadline = 60; }; log : { file = \"$gate/log\"; }; attachments : { archive = \"$archive\"; url = \"https://files.example/a\"; $*
		refuse = [ \"*.exe\", \"application/x-msdownload\" ]; };"
}
with_archive

# part NAME TYPE FILE [HEADER...]: one part of a mail, in base64
part() {
	local name=$1 type=$2 file=$3
	shift 3
	printf '%s\n' "--b" "Content-Type: $type" "Content-Transfer-Encoding: base64" \
		"Content-Disposition: ${disposition:-attachment}; filename=\"$name\"" "$@" ""
	base64 "$file"
}

# letter SUBJECT: a mail whose parts come from stdin
letter() {
	{
		printf '%s\n' "--b" "Content-Type: text/plain" "" "See the files." ""
		cat
		echo "--b--"
	} | mail "$1" "MIME-Version: 1.0" 'Content-Type: multipart/mixed; boundary=b'
}

files() { find "$archive/files" -type f | wc -l; }
sum() { sha256sum "$1" | cut -d ' ' -f 1; }
archived() { local s; s=$(sum "$1"); echo "$archive/files/${s:0:2}/${s:2:2}/$s"; }
# public URL: the file that a web server would hand out
public() { python3 -c 'import sys, urllib.parse; print(urllib.parse.unquote(sys.argv[1]))' "${1/#https:\/\/files.example\/a/$archive/public}"; }

head -c 100000 /dev/urandom >"$work/offer"
head -c 300 /dev/urandom >"$work/program"
seq 1 5000 >"$work/table"
{ part "Angebot Nr. 1.pdf" application/pdf "$work/offer"; part setup.exe application/octet-stream "$work/program"
	part ../../etc/passwd text/csv "$work/table"; } | letter "Three files" >"$work/three"

deliver <"$work/three"
is "the mail is taken" "$status $(ticket_count)" "0 1"
text=$(desk_tickets '.[0].description')
like "the ticket lists what is attached" "$text" '^Attachments:$'
like "with a link" "$text" '^- Angebot Nr\. 1\.pdf \(application/pdf, 100\.0 kB\): https://files\.example/a/[0-9a-f]{2}/[0-9a-f]{38}/Angebot%20Nr\.%201\.pdf$'
like "what is refused has none" "$text" '^- setup\.exe \(application/octet-stream, 300 bytes\) - not kept: files of this kind are refused$'
like "a name is no path" "$text" '^- passwd \(text/csv, [0-9.]+ kB\): https://files\.example/a/[0-9a-f]{2}/[0-9a-f]{38}/passwd$'
is "what is kept is there once" "$(files)" 2
holds "byte for byte, by its digest" cmp "$work/offer" "$(archived "$work/offer")"
mapfile -t links < <(grep -Eo 'https://files[^ ]+' <<<"$text")
for link in "${links[@]}"; do
	holds "the link ${link##*/} leads to a file" test -s "$(public "$link")"
done
holds "which is the attachment" cmp "$work/offer" "$(public "$(grep -Eo 'https://files[^ ]+pdf' <<<"$text")")"
is "nothing unfinished is left" "$(find "$archive/new" -type f | wc -l)" 0
is "a web server's group can read what is public" \
	"$(stat -c %a "$archive" "$archive/public" "$archive/files" "$(archived "$work/offer")" | paste -sd ' ')" "750 750 700 640"
is "the refused one is nowhere" "$(find "$archive" -type f -size 300c | wc -l)" 0

# The same files again, under another name: nothing new is written.
before=$(stat -c '%i %Y' "$(archived "$work/offer")")
part again.pdf application/pdf "$work/offer" | letter "The same" >"$work/same"
deliver <"$work/same"
is "the same file again is kept once" "$status $(files) $(stat -c '%i %Y' "$(archived "$work/offer")")" "0 2 $before"
is "each name has its link" "$(find "$archive/public" -type f | wc -l)" 3
deliver <"$work/same"
is "the same mail again changes nothing" "$status $(ticket_count) $(find "$archive/public" -type f | wc -l)" "0 2 3"
is "the state knows what there was" \
	"$(sqlite3 "$gate/state.db" "SELECT group_concat(name) FROM (SELECT name FROM files ORDER BY key, n)" | tr , '\n' | sort | paste -sd ,)" \
	"Angebot Nr. 1.pdf,again.pdf,passwd"

# A dry run says the same, and keeps nothing.
part dry.pdf application/pdf "$work/table" | letter "Dry" >"$work/dry"
tixgate explain --offline --json "$work/dry"
link=$(grep -Eo 'https://files[^ ]+dry.pdf' <<<"$out" | head -n 1 || true)
like "explain shows the link" "$link" '^https://files\.example/a/'
holds "and keeps nothing" test ! -e "$(public "$link")"
deliver <"$work/dry"
is "it is the link that the ticket has" "$(desk_tickets '.[-1].description' | grep -Eo 'https://files[^ ]+')" "$link"
holds "and now leads to the file" cmp "$work/table" "$(public "$link")"

# The whole of a message that is attached; files in a text and in winmail.dat go the same way.
{ mail "Inner" "MIME-Version: 1.0" 'Content-Type: multipart/mixed; boundary=c' <<-END
	--c
	Content-Type: text/plain

	Inner text
	--c
	Content-Type: application/zip; name=x.zip
	Content-Transfer-Encoding: base64

	UEsDBA==
	--c--
	END
} >"$work/inner.eml"
{ printf '%s\n' "--b" "Content-Type: message/rfc822" ""; cat "$work/inner.eml"; } | letter "A mail" >"$work/outer"
deliver <"$work/outer"
link=$(desk_tickets '.[-1].description' | grep -Eo 'https://files[^ ]+eml')
like "a mail inside has a link" "$link" '/Inner\.eml$'
holds "and is there to its last boundary" cmp <(head -c -1 "$work/inner.eml") "$(public "$link")"
{ echo "See below"; python3 -c 'import binascii, sys
data = open(sys.argv[1], "rb").read()
print("begin 644 old.bin")
for i in range(0, len(data), 45): print(binascii.b2a_uu(data[i:i + 45]).decode(), end="")
print("`\nend")' "$work/program"; } | mail "Old" >"$work/old"
deliver <"$work/old"
holds "a uuencoded file as well" cmp "$work/program" "$(public "$(desk_tickets '.[-1].description' | grep -Eo 'https://files[^ ]+bin')")"

# ---------------------------------------------------------------- sizes

with_archive "size_most = 50000;"
part big.pdf application/pdf "$work/offer" | letter "Too big" >"$work/big"
deliver <"$work/big"
like "what is too large is not kept, and it says so" "$(desk_tickets '.[-1].description')" \
	'^- big\.pdf \(application/pdf, 100\.0 kB\) - not kept: larger than 50000 bytes$'
with_archive

# ---------------------------------------------------------------- where it cannot be kept

tickets=$(ticket_count)
head -c 5000 /dev/urandom >"$work/late"
part late.pdf application/pdf "$work/late" | letter "Later" >"$work/later"
mv "$archive" "$work/away"
echo "in the way" >"$archive"
deliver <"$work/later"
is "without the archive there is no ticket" "$status $(ticket_count)" "75 $tickets"
like "and it says why" "$err" '^tixgate: cannot open .*attachments: Not a directory'
rm "$archive"
mv "$work/away" "$archive"
deliver <"$work/later"
is "then there is, and the file" "$status $(ticket_count) $(test -s "$(archived "$work/late")" && echo kept)" "0 $((tickets + 1)) kept"

# ---------------------------------------------------------------- a held mail

with_archive
config_write "" "limits : { deadline = 60; }; attachments : { archive = \"$archive\"; }; thread : { stranger = \"hold\"; };"
number=$(desk_tickets '.[0].ticket_number')
head -c 700 /dev/urandom >"$work/secret"
part secret.bin application/octet-stream "$work/secret" | from=eve@example.org letter "Re: [#$number] mine" >"$work/held"
deliver eve@example.org <"$work/held"
is "what is held is not kept twice" "$status $(held_count) $(test -e "$(archived "$work/secret")" && echo archived)" "0 1 "
tixgate held list --json
tixgate held release "$(jq -r .code <<<"$out")"
is "released, its file is kept" "$status $(test -e "$(archived "$work/secret")" && echo archived)" "0 archived"
like "and the ticket says so without a link" "$(desk_tickets '.[0].messages[-1].body')" '^Attachments, kept by the mail gateway:$'

# ---------------------------------------------------------------- expiry

with_archive "keep_days = 10;"
hour() { sqlite3 "$gate/state.db" "UPDATE marks SET at_ms = at_ms - 3700000"; }
plain() { deliver < <(mail "Tick $1" <<<"Tock."); }
old=$(archived "$work/offer")
touch -d '11 days ago' "$old"
part again.pdf application/pdf "$work/offer" | letter "Once more" >"$work/more"
deliver <"$work/more"
is "what is sent again is new again" "$status $(($(stat -c %Y "$old") > $(date +%s) - 3600))" "0 1"
# An hour's turn is a part of the archive; the next one's counts here as well.
while [ $(($(date +%s) % 3600)) -gt 3500 ]; do sleep 1; done
hours=$(($(date +%s) / 3600))
share=$((hours * 11 % 256))
due=$(printf %02x "$share")
early=$(printf %02x $(((share + 100) % 256)))
for first in "$due" "$early"; do
	for place in files/$first/aa public/$first/0123; do
		mkdir -p "$archive/$place"
		touch -d '11 days ago' "$archive/$place/old.bin"
		touch "$archive/$place/new.bin"
	done
done
touch -d '2 days ago' "$archive/new/1-2-3"
due_left() { find "$archive"/{files,public}/"$due" -name 'old.bin' | wc -l; }
deliver < <(mail "Within the hour" <<<"Tick.")
is "within the hour nothing is removed" "$(due_left)" 2
sqlite3 "$gate/state.db" "UPDATE marks SET at_ms = at_ms - 86400000 * 6"
deliver < <(mail "After a jump of the clock" <<<"Tick.")
is "nor after a clock that jumped" "$status $(due_left)" "0 2"
sqlite3 "$gate/state.db" "UPDATE marks SET at_ms = at_ms - 3700000"
deliver < <(mail "Later" <<<"Tock.")
is "then what is old goes when its turn comes" "$status $(due_left)" "0 0"
is "what is new stays" "$(find "$archive"/{files,public}/"$due" -name new.bin | wc -l)" 2
is "what has another turn waits" "$(find "$archive"/{files,public}/"$early" -name old.bin | wc -l)" 2
is "what a killed process left goes" "$(find "$archive/new" -type f | wc -l)" 0
like "and the log says so" "$(cat "$gate/log" 2>/dev/null || true)" 'removed 2 files of attachments that were kept for 10 days'

# ---------------------------------------------------------------- the configuration

tixgate check
like "check looks at the archive" "$out" "^ok +attachments +$archive\$"
chmod 700 "$archive"
tixgate check
is "a folder that no web server can read is wrong" "$status" 1
like "and check says what to do" "$out" "^WRONG +attachments +$archive: .* chmod 2750 $archive\$"
chmod 750 "$archive"
for wrong in "url = \"https://x.example/\";" "archive = \"relative\";" "archive = \"$gate/held\";" \
	"archive = \"$archive\"; url = \"ftp://x\";" "archive = \"$archive\"; url = \"https://x/?a=\";"; do
	config_write "" "attachments : { $wrong };"
	tixgate check
	is "$wrong is refused" "$status" 78
	like "with file, line and setting" "$err" "^tixgate: $gate/tixgate\\.conf:[0-9]+: attachments\\.(url|archive): "
done
