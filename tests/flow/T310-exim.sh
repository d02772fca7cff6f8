#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Exim's pipe transport with the shipped lines: a ticket, or the mail stays in Exim's
# queue, whatever goes wrong.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=mailers.sh
. "$flow/mailers.sh"

need_root "Exim"
unpacked exim4 exim exim4-daemon-light libnss-wrapper
desk_start --requests 1000
gate_install nobody
config_mailer
ex=$work/exim

exim_place() {
	mkdir -p "$ex/spool" "$ex/log" "$ex/mail"
	placed "$root/contrib/exim/addresses" >"$ex/tixgate_addresses"
	{
		cat <<-END
		exim_path = $mailer
		spool_directory = $ex/spool
		log_file_path = $ex/log/%s
		primary_hostname = mx.example.com
		qualify_domain = example.com
		domainlist local_domains = example.com
		keep_environment = LD_LIBRARY_PATH : LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
		add_environment = PATH=/usr/bin:/bin
		tls_advertise_hosts =
		begin routers
		END
		placed "$root/contrib/exim/router"
		# Whatever else there is, a bounce to a customer too, lands in a mailbox.
		printf '%s\n' 'others:' '  driver = accept' '  transport = others' 'begin transports'
		placed "$root/contrib/exim/transport"
		printf '%s\n' 'others:' '  driver = appendfile' "  file = $ex/mail/box" '  user = nobody' 'begin retry'
		placed "$root/contrib/exim/retry"
		echo '*  *  F,2h,15m'
	} | sed "s|/etc/exim4/|$ex/|g" >"$ex/exim.conf"
	chmod 644 "$ex/exim.conf"
	# Exim wants its user to exist, and drops what it need not have of root to it.
	{ cat /etc/passwd && echo 'Debian-exim:x:8:8::/:/bin/false'; } >"$ex/passwd"
	{ cat /etc/group && echo 'Debian-exim:x:8:'; } >"$ex/group"
	chown -R 8:8 "$ex/spool" "$ex/log"
	chown nobody: "$ex/mail"
}

# exim ARGUMENT...
exim() {
	(
		if [ -n "$mailer_root" ]; then
			export LD_LIBRARY_PATH=$mailer_libs NSS_WRAPPER_PASSWD=$ex/passwd NSS_WRAPPER_GROUP=$ex/group
			export LD_PRELOAD=libnss_wrapper.so
		fi
		exec timeout -k 5 60 "$mailer" -C "$ex/exim.conf" "$@"
	)
}

give() {
	local sender=$1 mail
	shift
	for mail; do
		exim -odq -f "<$sender>" support@example.com <"$mail"
	done
	again
}
# The retry times of the rule are not waited for.
again() { exim -qff >>"$work/exim.out" 2>&1; }
waiting() { exim -bpc; }
untouched() { find "$ex/mail" -type f; }

exim_place
exim -bV >"$work/exim.out" 2>&1 || skip_all "this Exim does not run here: $(grep . "$work/exim.out" | tail -n 1)"
prove Exim

before=$(ticket_count)
mail "By its extension" <<<"Text." >"$work/mail"
exim -odq -f ada@example.net support+a-token@example.com <"$work/mail"
again
is "an address with an extension is ours too" "$(ticket_count)" $((before + 1))
like "and arrives whole" "$(tail -n 1 "$gate_log")" ' recipient=support\+a-token@example\.com '

# Whatever happens to the program, the mail stays.
mail "While the program is broken" <<<"Text." >"$work/mail"
for program in 'exit 1' 'exit 78' 'exit 127' 'echo 5.7.1 no; exit 65' 'kill -SEGV $$'; do
	printf '#!/bin/sh\n%s\n' "$program" >"$gate/bin/tixgate"
	give ada@example.net "$work/mail"
	is "a program that says \"$program\": the mail stays" "$(waiting) $(untouched)" "1 "
	exim -bpr | sed -n 's/^ *[0-9]*[mhd] *[^ ]* *\([^ ]*\) .*/\1/p' >"$work/ids"
	while read -r id; do exim -Mrm "$id" >/dev/null; done <"$work/ids"
done
rm "$gate/bin/tixgate"
give ada@example.net "$work/mail"
is "no program at all: the mail stays" "$(waiting) $(untouched)" "1 "
install -m 755 "$TIXGATE" "$gate/bin/tixgate"
again
is "and is delivered when it is there again" "$(waiting) $(ticket_count)" "0 $((before + 2))"
unlike "nothing bounced, says Exim's log" "$(cat "$ex/log/main")" ' \*\* '
is "no mail lies anywhere else" "$(untouched)" ""
