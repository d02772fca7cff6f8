#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Images in a text: a screenshot is listed, a logo and a pixel that counts readers are not.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install

head -c 9000 /dev/urandom >"$work/logo"
head -c 9500 /dev/urandom >"$work/banner"
head -c 60000 /dev/urandom >"$work/shot"
head -c 43 /dev/urandom >"$work/pixel"
echo "a;b" >"$work/table"

# image NAME FILE: a part that the HTML can show by cid:NAME@x
image() {
	printf '%s\n' "--b" "Content-Type: image/png; name=$1.png" "Content-ID: <$1@x>" \
		"Content-Disposition: inline; filename=$1.png" "Content-Transfer-Encoding: base64" ""
	base64 "$2"
}
file() {
	printf '%s\n' "--b" "Content-Type: text/csv" "Content-Disposition: attachment; filename=$1" ""
	cat "$2"
}
# page SUBJECT HTML [HEADER...]: further parts come from stdin
page() {
	local subject=$1 html=$2
	shift 2
	{
		printf '%s\n' "--b" "Content-Type: text/html; charset=utf-8" "" "$html"
		cat
		echo "--b--"
	} | mail "$subject" "$@" "MIME-Version: 1.0" 'Content-Type: multipart/related; boundary=b'
}
signed='<div class="gmail_signature">Ada Byron<br><img src="cid:logo@x"></div>'

{ image shot "$work/shot"; image logo "$work/logo"; image pixel "$work/pixel"; file list.csv "$work/table"; } |
	page "First" "<p>It looks so: <img src=\"cid:shot@x\"></p><p><img src=\"cid:pixel@x\">Yours</p>$signed" >"$work/first"
deliver <"$work/first"
number=$(desk_tickets '.[0].ticket_number')
text=$(desk_tickets '.[0].description')
is "the mail is taken" "$status" 0
like "what is pasted into the text is listed" "$text" '^- shot\.png \(image/png, 60\.0 kB\)$'
like "so is a file" "$text" '^- list\.csv '
unlike "a signature's logo is not" "$text" 'logo\.png'
unlike "nor a pixel" "$text" 'pixel\.png'
like "both are counted" "$text" '^- and 2 small inline images$'

# A banner that no program marks as a signature is content the first time, and known the second.
{ image banner "$work/banner"; } | page "Second" '<p>Hello</p><p>Ada<br><img src="cid:banner@x"></p>' >"$work/second"
deliver <"$work/second"
like "an unknown image is listed" "$(desk_tickets '.[-1].description')" '^- banner\.png '
{ image banner "$work/banner"; image shot2 "$work/table"; image shot3 "$work/logo"; file more.csv "$work/table"; } |
	page "Re: [#$number] Third" '<p>And now <img src="cid:shot3@x"></p><p>Ada<br><img src="cid:banner@x"></p>' >"$work/third"
deliver <"$work/third"
text=$(desk_tickets '.[0].messages[0].body')
unlike "one that its sender has sent before is not" "$text" 'banner\.png'
like "a known logo is no news either, wherever it stands" "$text" '^- and 3 small inline images$'
like "files are listed" "$text" '^- more\.csv '
deliver bob@example.net < <({ image banner "$work/banner"; } | from=bob@example.net page "Bob" '<p>Is it this one? <img src="cid:banner@x"></p>')
like "from another sender it is content" "$(desk_tickets '.[-1].description')" '^- banner\.png '

# Only decorations are worth no line; what was left out is said by explain.
{ image logo "$work/logo"; } | page "Only a logo" "<p>Hello</p>$signed" >"$work/only"
deliver <"$work/only"
unlike "a mail with a logo alone has no list" "$(desk_tickets '.[-1].description')" '[Aa]ttachment|inline'
tixgate explain "$work/only"
like "explain says what was counted" "$out" 'counted, not listed: 1 inline images'

# Of a quote that is not posted nothing is listed; of one that is, its images are content.
quote='<p>Yes</p><blockquote type="cite">Is it this? <img src="cid:shot@x"></blockquote>'
head -c 50000 /dev/urandom >"$work/other"
{ image shot "$work/other"; file a.csv "$work/table"; } | page "Re: [#$number] Quoting" "$quote" >"$work/quoting"
deliver <"$work/quoting"
unlike "what is quoted in a reply is not listed" "$(desk_tickets '.[0].messages[-1].body')" 'shot\.png'
head -c 50000 /dev/urandom >"$work/other"
{ image shot "$work/other"; file a.csv "$work/table"; } | page "A new one" "$quote" >"$work/new"
deliver <"$work/new"
like "a new ticket has the quote, and its image" "$(desk_tickets '.[-1].description')" '^- shot\.png '

# All of them, where it is wanted.
config_write "" 'filters : { attachments : { list_inline = true; }; };'
{ image logo "$work/logo"; image pixel "$work/pixel"; } | page "All" "<p>Hello</p>$signed" >"$work/all"
deliver <"$work/all"
like "a setting lists all" "$(desk_tickets '.[-1].description' | grep -c '^- .*\.png')" '^2$'
