#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The sandbox's web page in a real browser: it lists the tickets, and what a
# stranger wrote stays text. Screenshots are kept: build/page.png, build/page-ticket.png.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

browser=$(command -v chromium || command -v chromium-browser || true)
[ -n "$browser" ] || skip_all "chromium is not installed"
desk_start

# ticket SUBJECT DESCRIPTION EMAIL NAME: a ticket of another channel
ticket() {
	control POST tickets "$(jq -n --arg s "$1" --arg d "$2" --arg e "$3" --arg n "$4" \
		'{subject: $s, description: $d, customer_email: $e, customer_name: $n}')" >/dev/null
}

hostile='<img src=x onerror="document.title=`owned`"> & "friends"'
ticket "The printer is on fire" "Please come." ada@example.net "Ada Byron"
ticket "注文した商品が届きません" "お世話になっております。" hanako@example.net "山田 花子"
ticket "$hostile" "<script>document.title = 'owned'</script>" mallory@example.org "<b>Mallory</b>"

# look PAGE WHAT...: the browser with a profile of its own, which goes with this test
look() {
	local page=$1
	shift
	HOME=$work timeout -k 5 90 "$browser" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage \
		--no-first-run --no-proxy-server --disable-background-networking --disable-component-update \
		--user-data-dir="$work/browser" --window-size=1280,860 --virtual-time-budget=8000 \
		"$@" "$desk_web/$page" 2>"$work/browser.log"
}

# picture NAME PAGE: a screenshot, kept
picture() {
	mkdir -p "$root/build"
	rm -f "$root/build/$1"
	look "$2" --screenshot="$root/build/$1" >/dev/null || true
	holds "a screenshot is in build/$1" test -s "$root/build/$1"
	like "it is a picture of the window's size" "$(file -b "$root/build/$1")" 'PNG image data, 1280 x [0-9]+'
}

dom=$(look "" --dump-dom) || explain_failure "$(tail -n 5 "$work/browser.log")"
like "the page lists a ticket" "$dom" 'The printer is on fire'
like "and one in Japanese" "$dom" '注文した商品が届きません'
like "and who wrote it" "$dom" 'Ada Byron|ada@example\.net'
like "a hostile subject is text" "$dom" '&lt;img src=x onerror='
unlike "and no element" "$dom" '<img src="?x|<script>document\.title|<b>Mallory'
unlike "nothing of it was run" "$dom" '<title>owned'

picture page.png ""

last=$(desk_tickets '.[-1].id')
dom=$(look "#$last" --dump-dom) || explain_failure "$(tail -n 5 "$work/browser.log")"
like "an opened ticket shows its text as text" "$dom" '&lt;script&gt;document\.title'
unlike "nothing of it was run either" "$dom" '<title>owned|<script>document\.title'
picture page-ticket.png "#$(desk_tickets '.[0].id')"
