#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The fault matrix: whatever fails, each mail is there once in the end, and nobody is told nonsense.
# Time limit: 1500 s
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need_program openssl
[ -z "${ASAN_OPTIONS:-}" ] || skip_all "limits and strace exclude the sanitizers"

take_over python3 -B "$flow/proof/faults.py" "$work"
