#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Mails made to break who reads them: each becomes a ticket or is held, in
# 400 MiB of address space and 256 KiB of stack, and the program lives.
#
#   tests/flow/T120-bombs.sh [PROGRAM]
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
tixgate=$(realpath "${1:-${TIXGATE:-build/gateway/tixgate}}")
dir=$(mktemp -d "${TMPDIR:-/tmp}/tixgate-bombs.XXXXXX")
trap 'rm -rf "$dir"' EXIT
status=0

ok() { echo "ok - $1"; }
not_ok() { echo "not ok - $1"; status=1; }

# What the mail in $dir/mail became, into $dir/out; under the given limits.
read_mail() {
	prlimit "$@" -- "$tixgate" explain --offline --json \
		<"$dir/mail" >"$dir/out" 2>"$dir/err"
}

field() { sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p" "$dir/out" | head -1; }

# A build with sanitizers maps terabytes, and needs more stack.
limits=(--as=$((400 << 20)) --stack=$((256 << 10)))
if nm "$tixgate" 2>/dev/null | grep -q __asan_init; then
	limits=(--cpu=60)
fi

for name in $(python3 tests/bench/bombs.py list); do
	python3 tests/bench/bombs.py make "$name" >"$dir/mail"
	read_mail "${limits[@]}"
	code=$?
	action=$(sed -n 's/^{"action":"\([a-z]*\)".*/\1/p' "$dir/out")
	case $code:$action in
	0:create | 0:hold) ok "$name: $action" ;;
	*) not_ok "$name: status $code, action \"$action\"," \
		"$(head -c 200 "$dir/err")" ;;
	esac
done

# What makes them bombs is cut, and nothing else: who, what and the text.
for name in groups-reply-to headers-first-1m parts-1m nested-50k to-50k \
	references-1m attachment-25mb; do
	python3 tests/bench/bombs.py make "$name" >"$dir/mail"
	read_mail "${limits[@]}"
	if grep -q '"from":{"email":"jo@example.com"' "$dir/out" &&
		[ "$(field message_id)" = 1@example.com ]; then
		ok "$name: sender and Message-ID are read"
	else
		not_ok "$name: sender or Message-ID is lost"
	fi
done

# Where the child is not even given what it needs, its parent still lives.
if [ "${limits[0]}" != --cpu=60 ]; then
	for name in parts-texts html-25mb headers-25mb; do
		python3 tests/bench/bombs.py make "$name" >"$dir/mail"
		read_mail --as=$((256 << 20)) --data=$((256 << 20))
		code=$?
		if [ $code -eq 0 ]; then
			ok "$name: read in Dovecot's 256 MiB"
		else
			not_ok "$name: status $code in 256 MiB"
		fi
	done
fi
exit $status
