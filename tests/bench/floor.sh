#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Measures one mail in one process against the floor of ../shared/perf.
#
#   tests/bench/floor.sh [RUNS]
#
# The same mail twice is delivered once, so each run has a state of its own,
# made before. The sandbox answers, because the floor's sink gives no tickets.
# TIXGATE and SANDBOX name the programs (default: those in build/).
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-21}
tixgate=$(realpath "${TIXGATE:-build/gateway/tixgate}")
sandbox=$(realpath "${SANDBOX:-build/contrib/sandbox/tixallo-sandbox}")
bench=../shared/perf/bench.sh
[ -x "$bench" ] || { echo "floor.sh: skipped, there is no $bench"; exit 0; }

dir=$(mktemp -d "${TMPDIR:-/tmp}/tixgate-bench.XXXXXX")
trap 'kill $pid 2>/dev/null; rm -rf "$dir"' EXIT
"$sandbox" --dir "$dir/box" --requests 100000 --quiet &
pid=$!
for _ in $(seq 100); do [ -e "$dir/box/ready" ] && break; sleep 0.1; done

mkdir "$dir/ca"
cp -a /etc/ssl/certs/. "$dir/ca/"
cp -a "$dir/box/certs/." "$dir/ca/"
rm -f "$dir/ca/ca-certificates.crt"
seed=$'From: seed@example.net\nSubject: seed\nMessage-ID: <seed@example.net>\n\nx\n'
for n in $(seq 0 $(((runs + 4) * 6))); do
	mkdir "$dir/s$n"
	cat >"$dir/c$n" <<END
api : { url = "$(cat "$dir/box/https.url")"; key_file = "$dir/box/key";
        ca_path = "$dir/ca"; requests = 100000; };
state : { url = "sqlite:$dir/s$n/state.db"; hold = "$dir/s$n/held"; };
log : { file = "$dir/log"; };
limits : { message_size = 104857600; };
END
	"$tixgate" -c "$dir/c$n" <<<"$seed"
done
"$bench" -n "$runs" "@tixgate $tixgate -c $dir/c% --sender a@example.net --recipient b@example.net"
grep -c 'outcome=created' "$dir/log" | sed 's/^/tickets made: /'
