#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever process a mail system makes of us: descriptors, signals, limits, environment.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start --requests 1000
gate_install
config_write 'requests = 1000;'
run=("$gate/bin/tixgate" -c "$gate/tixgate.conf" deliver --sender ada@example.net --recipient support@example.com)

# becomes_a_ticket LABEL COMMAND...: run so, with a new mail, it delivers
becomes_a_ticket() {
	local label=$1 before
	shift
	before=$(ticket_count)
	mail "$label" <<<"Text." >"$work/mail"
	status=0
	timeout -k 5 60 "$@" <"$work/mail" >"$work/out" 2>"$work/err" || status=$?
	is "$label" "$status $(($(ticket_count) - before))" "0 1"
}

becomes_a_ticket "no environment" env -i "${run[@]}"
becomes_a_ticket "a hostile environment" env HOME=/nonexistent LANG=xx_XX LC_ALL=xx TZ=junk \
	https_proxy=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9 ALL_PROXY=http://127.0.0.1:9 \
	SSL_CERT_FILE=/nonexistent SSL_CERT_DIR=/nonexistent CURL_CA_BUNDLE=/nonexistent OPENSSL_CONF=/nonexistent \
	GCONV_PATH=/nonexistent SSLKEYLOGFILE="$work/keylog" G_MESSAGES_DEBUG=all G_DEBUG=fatal-warnings \
	TMPDIR=/nonexistent "${run[@]}"
holds "the TLS keys were written nowhere" test ! -e "$work/keylog"
# shellcheck disable=SC2016
{
	becomes_a_ticket "no standard output and error" bash -c '"$@" >&- 2>&-' bash "${run[@]}"
	becomes_a_ticket "full standard output and error" bash -c '"$@" >/dev/full 2>&1' bash "${run[@]}"
	becomes_a_ticket "signals ignored as Exim does" bash -c 'trap "" TERM HUP USR1 PIPE CHLD; "$@"' bash "${run[@]}"
	becomes_a_ticket "a working directory that is gone" bash -c 'mkdir "$0" && cd "$0" && rmdir "$0" && "$@"' "$work/gone" "${run[@]}"
	becomes_a_ticket "many open descriptors" bash -c 'for n in {20..200}; do eval "exec $n</dev/null"; done; "$@"' bash "${run[@]}"
	becomes_a_ticket "an open umask" bash -c 'umask 0; "$@"' bash "${run[@]}"
}
becomes_a_ticket "a slow writer" bash -c '{ head -c 60; sleep 1; cat; } | "$@"' bash "${run[@]}"
becomes_a_ticket "few descriptors" prlimit --nofile=24 "${run[@]}"
becomes_a_ticket "no core files, little stack" prlimit --core=0 --stack=1048576 "${run[@]}"
if [ -z "${ASAN_OPTIONS:-}" ]; then
	becomes_a_ticket "256 MiB of address space, as under Dovecot" prlimit --as=268435456 --data=268435456 "${run[@]}"
fi
is "nobody else may read what is kept" "$(find "$gate" -name 'state.db*' -perm /077)" ""

before=$(ticket_count)
mail "The envelope by the environment" <<<"Text." >"$work/mail"
SENDER='' RECIPIENT=support@example.com tixgate <"$work/mail"
is "the envelope may come by the environment, and deliver is the default" "$status $(ticket_count)" "0 $((before + 1))"
