#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# No mail and no fault gives a status but 0 and 75, or a byte on standard output.
# Time limit: 1500 s
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# Some 1 600 real mails where they are at hand, else those of this project.
corpus=${CORPUS:-$root/../shared/corpus}
[ -d "$corpus" ] || corpus=$root/tests/mails
[ -d "$corpus" ] || corpus=$samples
[ -z "${ASAN_OPTIONS:-}" ] || skip_all "the sanitizers have the corpus to themselves"

take_over python3 -B "$flow/proof/statuses.py" "$work" "$corpus"
