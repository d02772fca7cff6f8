#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The harness itself: a test that fails, stops, hangs or asserts nothing is seen to.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# ran SCRIPT...: runs it as a test of its own; leaves $status and $out
ran() {
	printf '%s\n' ". '$flow/lib.sh'" "$@" >"$work/T.sh"
	status=0
	out=$(TMPDIR=$work bash "$work/T.sh" T.sh 2>&1) || status=$?
}

# shellcheck disable=SC2016
{
	ran 'is "one is one" 1 1'
	is "a test whose assertion holds passes" "$status" 0
	ran 'is "one is two" 1 2' 'is "one is one" 1 1'
	is "one whose assertion fails does not" "$status" 1
	like "and says what it saw" "$out" 'got: +1'
	ran 'like "a is b" a b'
	is "like can fail" "$status" 1
	ran 'unlike "a is not a" a a'
	is "unlike can fail" "$status" 1
	ran 'holds "false is true" false'
	is "holds can fail" "$status" 1
	ran 'holds "it comes" wait_for 1 false'
	is "waiting in vain fails" "$status" 1
	ran 'is "one is one" 1 1' 'false' 'is "never" 1 1'
	is "a test that stops in the middle fails" "$status" 1
	like "and says where" "$out" 'stopped at .*false'
	ran ':'
	is "a test that asserts nothing fails" "$status" 1
	ran 'skip_all "no reason"'
	is "a skipped test says so" "$status" 77
	ran 'sleep 300 &' 'register $!' 'echo "$!" >"$TMPDIR/pid"' 'is "one is one" 1 1'
	holds "what a test started is gone with it" is_gone "$(cat "$work/pid")"
}
is "and so are their directories" "$(find "$work" -mindepth 1 -maxdepth 1 -name 'tixgate-flow.*')" ""
