# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Runs a command under a time limit so that it ends with its caller. Sourced.

limited_pid=

# limited SECONDS COMMAND...: its status, or 124 (stopped) or 137 (killed). The
# command is a process group of its own, so Ctrl-C must be passed on to it.
limited() {
	local status=0 limit=$1
	shift
	timeout -k 15 "$limit" "$@" </dev/null &
	limited_pid=$!
	wait "$limited_pid" || status=$?
	limited_pid=
	return "$status"
}

limited_stop() {
	trap '' INT TERM HUP
	if [ -n "$limited_pid" ]; then
		kill -TERM "$limited_pid" 2>/dev/null
		wait "$limited_pid"
	fi
	exit 130
}
trap limited_stop INT TERM HUP
