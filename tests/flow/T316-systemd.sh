#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The units for flush and sync are what systemd understands, and leave out what breaks tixgate.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need_program systemd-analyze
mkdir "$work/units"
for unit in flush.service flush.timer sync.service sync.timer; do
	sed -e "s|/usr/bin/tixgate|$TIXGATE|" -e '/^Documentation=/d' -e 's/=tixgate$/=nobody/' \
		"$root/contrib/systemd/tixgate-$unit" >"$work/units/tixgate-$unit"
done
status=0
out=$(SYSTEMD_LOG_LEVEL=warning systemd-analyze verify "$work"/units/* 2>&1) || status=$?
is "systemd has nothing to say against them" "$status$out" 0
# As ProtectSystem=strict lets it write nothing but what it is told.
log=$(sed -n 's|^\(/.*\)/[^/]* {$|\1|p' "$root/contrib/logrotate/tixgate")
archive=$(sed -n 's|^ *archive = "\(.*\)";$|\1|p' "$root/contrib/nginx/README.md")
like "logrotate and nginx name their folders" "$log $archive" '^/var/[a-z/-]+ /var/[a-z/-]+$'
for folder in "flush $log" "flush $archive" "sync $log"; do
	like "may write to its folder: $folder" \
		"$(cat "$work/units/tixgate-${folder% *}.service")" "^ReadWritePaths=(.* )?-${folder#* }( |\$)"
done
for unit in flush sync; do
	like "the $unit can do little else" \
		"$(systemd-analyze security --offline=true "$work/units/tixgate-$unit.service" 2>&1)" \
		'exposure level .* (1|2)\.[0-9] OK'
	unlike "the boot's id is not hidden from the $unit" \
		"$(cat "$work/units/tixgate-$unit.service")" '^ProcSubset'
done
