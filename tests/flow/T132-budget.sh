#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fifty processes with five hundred mails share one budget, in peace and under kills.
# Time limit: 600 s
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

[ -z "${ASAN_OPTIONS:-}" ] || skip_all "the sanitizers are too slow for fifty processes at once"

take_over python3 -B "$flow/proof/budget.py" "$work"
