#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Several keys of one workspace are used in turn, and hosts that share a key use a share each.
# Time limit: 600 s
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

[ -z "${ASAN_OPTIONS:-}" ] || skip_all "the sanitizers are too slow for many processes at once"

take_over python3 -B "$flow/proof/keys.py" "$work"
