#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A desk that is down costs one probe for each pause, and when it is back all mail gets through.
# Time limit: 600 s
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

[ -z "${ASAN_OPTIONS:-}" ] || skip_all "the sanitizers are too slow for forty processes at once"

take_over python3 -B "$flow/proof/circuit.py" "$work"
