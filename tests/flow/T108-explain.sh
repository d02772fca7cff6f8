#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# explain says what would be done, and does nothing.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install
mail "A question" <<<"Where is it?" >"$work/mail"

tixgate explain --json --offline <"$work/mail"
is "explain --json succeeds" "$status" 0
is "it prints one line" "$(wc -l <"$work/out")" 1
is "of one object, for a new ticket" "$(jq -r .action <<<"$out")" create
is "with the subject" "$(jq -r .subject <<<"$out")" "A question"
is "with the sender" "$(jq -r .sender.email <<<"$out")" ada@example.net
is "with the text" "$(jq -r .text <<<"$out" | head -n 1)" "Where is it?"
is "with the exit status" "$(jq -r .exit <<<"$out")" 0

tixgate explain --json "$samples"/*.eml </dev/null
is "several files give a line each" "$status $(jq -s length <<<"$out")" "0 $(find "$samples" -name '*.eml' | wc -l)"
is "the Japanese subject is decoded" "$(jq -r .subject <<<"$out" | grep -c '注文した商品が届きません')" 1
like "the Latin-1 text is decoded" "$(jq -r .text <<<"$out")" 'Übergröße'
like "the table is readable" "$(jq -r .text <<<"$out")" 'Toner, black.*4.*3'
unlike "no style and no script is shown" "$(jq -r .text <<<"$out")" 'MsoNormal|never shown'
is "the attachments are listed" "$(jq -r '.attachments[].name' <<<"$out" | paste -s -d,)" "report.csv,Bildschirmfoto über alles.png"

tixgate explain "$work/mail" </dev/null
is "explain for a person succeeds" "$status" 0
like "and says what would be done" "$out" 'A question'
is "nothing of this made a request that changes anything" "$(requests POST)" 0
holds "nor wrote a state" test ! -e "$gate/state.db"

printf 'Subject: \033]0;owned\007\033[31mred\n\ntext \033[2J\n' >"$work/hostile"
tixgate explain "$work/hostile" </dev/null
is "a hostile mail is explained" "$status" 0
unlike "without a control byte for the terminal" "$out$err" $'[\001-\010\013-\037\177]'
tixgate explain --offline /nonexistent.eml </dev/null
like "a missing file is an error" "$status" '^(1|64|66)$'
like "that names it" "$err" '/nonexistent\.eml'
