#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Measures the state alone against the floor's one commit, also when it is big.
#
#   tests/bench/state.sh [RUNS]
#
# Prints, for one process each: the floor (open, one commit, close), opening
# only, one mail (open, look up, intend, end, close), and the same with a
# million Message-IDs remembered; then processes a second at 1, 8 and 32 at
# once. BENCH names the program (default: the one in build/), PERF the floors.
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-51}
bench=$(realpath "${BENCH:-build/tests/bench_store}")
perf=${PERF:-../shared/perf}
[ -f "$perf/floor.c" ] || { echo "state.sh: skipped, there is no $perf"; exit 0; }

dir=$(mktemp -d "${TMPDIR:-/tmp}/tixgate-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
gcc -O2 -w -DWITH_SQLITE -o "$dir/floor" "$perf/floor.c" -lsqlite3
gcc -O2 -w -o "$dir/pipebench" "$perf/pipebench.c"
sqlite3 "$dir/floor.db" 'PRAGMA journal_mode=WAL; CREATE TABLE seen(mid TEXT
	PRIMARY KEY, ts INT, st INT) WITHOUT ROWID;' >/dev/null
echo x >"$dir/mail"
"$bench" mail "$dir/small.db"
"$bench" mail "$dir/big.db"
"$bench" fill "$dir/big.db" 1000000

"$dir/pipebench" -e BUSY=1 -n "$runs" -w 3 -i "$dir/mail" \
	"@floor $dir/floor - - $dir/floor.db" \
	"@open $bench open $dir/small.db" \
	"@mail $bench mail $dir/small.db" \
	"@mail-in-a-million $bench mail $dir/big.db" \
	"@look $bench look $dir/small.db" \
	"@look-in-a-million $bench look $dir/big.db"
for n in 1 8 32; do
	for what in "floor $dir/floor - - $dir/floor.db" \
		"mail $bench mail $dir/small.db"; do
		"$dir/pipebench" -e BUSY=1 -c "$n" -n 300 -i "$dir/mail" \
			"@$what"
	done
done
