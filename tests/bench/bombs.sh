#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Feeds each of the mails of bombs.py to a program, and prints what it cost.
#
#   tests/bench/bombs.sh [PROGRAM [NAME...]]
#
# PROGRAM defaults to build/gateway/tixgate. `bombs.py list` gives the names.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${1:-build/gateway/tixgate}
shift || true
exec python3 tests/bench/bombs.py run "$program" "$@"
