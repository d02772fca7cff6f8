#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Killed while a digest of folded mails is posted: exactly one digest.
# Time limit: 900 s.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need_program strace
[ -z "${ASAN_OPTIONS:-}" ] || skip_all "the leak sanitizer and strace exclude each other"
strace -qq -e trace=none true 2>/dev/null || skip_all "strace may not trace here"

take_over python3 -B "$flow/proof/digest.py" "$work"
