#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A mail that was begun one way ends that way, whatever has changed before it comes again.
# Time limit: 600 s
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

[ -z "${ASAN_OPTIONS:-}" ] || skip_all "the sanitizers and what is preloaded exclude each other"

take_over python3 -B "$flow/proof/resumed.py" "$work"
