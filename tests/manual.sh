#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Compares the manual with the program: commands, options, settings, defaults.
#
#   tests/manual.sh [PROGRAM]      default: build/gateway/tixgate
#   tests/manual.sh --self-test    breaks each rule with a small program of its own
#
# tixgate.8 has each command as ".It Cm NAME" (or ".Ss NAME") and each option as ".It Fl NAME";
# tixgate.conf.5 each setting by its full path, ".It Va api.timeout"; tixgate.conf
# each setting at its default.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ "${1:-}" = --self-test ]; then
	exec python3 -B "$here/manual_test.py"
fi
program=${1:-$here/../build/gateway/tixgate}
if [ ! -x "$program" ]; then
	echo "manual.sh: there is no program $program" >&2
	exit 1
fi
exec python3 -B "$here/manual.py" "$here/.." "$program"
