#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Killed at any system call, and tried again: exactly one ticket, one message of each part.
# Time limit: 1500 s. KILL_EVERY=1 tries every call of every scenario (much longer).
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need_program strace
[ -z "${ASAN_OPTIONS:-}" ] || skip_all "the leak sanitizer and strace exclude each other"
strace -qq -e trace=none true 2>/dev/null || skip_all "strace may not trace here"

take_over python3 -B "$flow/proof/kill.py" "$work"
