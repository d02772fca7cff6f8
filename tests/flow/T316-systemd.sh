#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The units for flush are what systemd understands, and leave out what breaks tixgate.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need_program systemd-analyze
mkdir "$work/units"
for unit in service timer; do
	sed -e "s|/usr/bin/tixgate|$TIXGATE|" -e '/^Documentation=/d' -e 's/=tixgate$/=nobody/' \
		"$root/contrib/systemd/tixgate-flush.$unit" >"$work/units/tixgate-flush.$unit"
done
status=0
out=$(SYSTEMD_LOG_LEVEL=warning systemd-analyze verify "$work"/units/* 2>&1) || status=$?
is "systemd has nothing to say against them" "$status$out" 0
like "the flush can do little else" "$(systemd-analyze security --offline=true "$work/units/tixgate-flush.service" 2>&1)" \
	'exposure level .* (1|2)\.[0-9] OK'
unlike "the boot's id is not hidden from it" "$(cat "$work/units/tixgate-flush.service")" '^ProcSubset'
