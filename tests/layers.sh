#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Holds the tree to its own rules: layers, lengths, names, licences.
#
#   tests/layers.sh [FOLDER]       prints file:line: rule for each breach
#   tests/layers.sh --self-test    breaks each rule in a small tree, and sees it found
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"
if [ "${1:-}" = --self-test ]; then
	exec python3 -B layers_test.py
fi
exec python3 -B layers.py "${1:-$here/..}"
