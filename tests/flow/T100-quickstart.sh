#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# contrib/quickstart shows its tickets, and leaves nothing behind.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

build=$(cd "$(dirname "$TIXGATE")/.." && pwd)
mkdir "$work/tmp"
export TMPDIR=$work/tmp

status=0
out=$(timeout -k 5 200 "$root/contrib/quickstart" --once --build "$build" 2>&1) || status=$?
is "quickstart --once succeeds" "$status" 0
[ "$status" = 0 ] || { explain_failure "$out"; exit 1; }
is "it takes each sample" "$(grep -c '\.eml .*exit 0$' <<<"$out")" "$(find "$samples" -name '*.eml' | wc -l)"
like "it shows the plain mail with its reply" "$out" '#[0-9]+ +ada@example\.net +1 +The printer on'
like "it shows the HTML mail" "$out" 'grace@example\.org +0 +Cannot sign in'
like "it shows umlauts" "$out" 'Rückfrage zur Rechnung 4711: Größe der Datei'
like "it shows Japanese" "$out" '注文した商品が届きません'
like "it says where the page is" "$out" 'http://127\.0\.0\.1:[0-9]+/$'
unlike "and tells to type nothing that is gone by now" "$out" 'tixgate -c'
is "it leaves no file" "$(find "$TMPDIR" -mindepth 1)" ""

# Ctrl-C in a terminal reaches the whole process group; bash would ignore it in
# the background, so python starts it.
cat >"$work/start.py" <<'END'
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.setsid()
os.execv(sys.argv[1], sys.argv[1:])
END
python3 "$work/start.py" "$root/contrib/quickstart" --build "$build" >"$work/out" 2>&1 &
quickstart=$!
register "$quickstart"
holds "without --once it waits" wait_for 200 grep -q 'until Ctrl-C' "$work/out"
page=$(sed -n 's/^Its page: //p' "$work/out")
holds "its page answers" curl -sSf --noproxy '*' --max-time 10 -o "$work/page" "$page"
command=$(sed -n 's/^ *Why a mail went where: *//p' "$work/out")
like "what it tells to type works where one stands" "$(eval "$command" 2>&1)" '^Class +human'
kill -INT -- "-$quickstart"
status=0
wait "$quickstart" || status=$?
is "Ctrl-C ends it well" "$status" 0
like "and it says so" "$(tail -n 1 "$work/out")" '^Stopped'
holds "no process of it is left" test -z "$(pgrep -g "$quickstart" || true)"
is "no file of it is left" "$(find "$TMPDIR" -mindepth 1)" ""
