#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A disk without room: mail waits, and status and check say why, though nothing of it could
# be written into the state.
if [ -z "${OWN_MOUNTS:-}" ] && unshare -m true 2>/dev/null; then
	OWN_MOUNTS=1 exec unshare -m "$0" "$@"
fi
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
[ -n "${OWN_MOUNTS:-}" ] || skip_all "no mounts of its own can be had here"

desk_start
gate_install
disk=$work/disk
mkdir "$disk"
mount -t tmpfs -o size=40m none "$disk"
sed -i "s|$gate/state.db|$disk/state.db|" "$gate/tixgate.conf"

mail "First" <<<"Text." >"$work/first"
deliver <"$work/first"
is "with room mail is delivered" "$status $(ticket_count)" "0 1"
tixgate status
is "and all is well" "$status" 0
tixgate check
is "says check, too" "$status" 0

fallocate -l 30m "$disk/other"
tixgate status
is "before there is none a person is needed" "$status" 1
like "and is told why" "$(tr -s ' \n' ' ' <<<"$out")" 'Attention the disk of .* has only [0-9]+ KiB left'

dd if=/dev/zero of="$disk/rest" bs=1k 2>/dev/null || true
mail "Second" <<<"Text." >"$work/second"
deliver <"$work/second"
is "without room mail waits" "$status $(ticket_count)" "75 1"
tixgate status --json
is "and status says so" "$status" 1
like "in JSON as well" "$(jq -r '.attention[]' <<<"$out")" 'has only 0 KiB left; free some space'
tixgate check
is "check fails" "$status" 1
like "and names it" "$out" 'state +.*has only 0 KiB left'

rm "$disk/other" "$disk/rest"
mount -o remount,ro "$disk"
deliver <"$work/second"
is "where nothing can be written mail waits" "$status $(ticket_count)" "75 1"
tixgate status
is "status says so" "$status" 1
like "and why" "$(tr -s ' \n' ' ' <<<"$out")" 'Attention the disk of .* is mounted read-only'
mount -o remount,rw "$disk"
deliver <"$work/second"
is "then it is delivered" "$status $(ticket_count)" "0 2"
tixgate status
is "and all is well again" "$status" 0
umount "$disk"
