#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Dovecot's LMTP server runs the shipped Sieve script: a ticket, or a place in the spool,
# since a failed pipe is never tried again; and nothing in the INBOX.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=mailers.sh
. "$flow/mailers.sh"

need_root "Dovecot"
unpacked dovecot dovecot dovecot-lmtpd dovecot-sieve
"${in_place[@]}" true 2>"$work/place" || skip_all "an unpacked Dovecot cannot be put in its place: $(tail -n 1 "$work/place")"
desk_start --requests 1000
gate_install nobody
config_spooled
dc=$work/dovecot

dovecot_place() {
	mkdir -p "$dc/run" "$dc/pipe" "$dc/sieve" "$dc/home"
	ln -s "$gate/bin/tixgate" "$dc/pipe/tixgate"
	{
		cat <<-END
		base_dir = $dc/run
		state_dir = $dc/run
		log_path = $dc/log
		protocols = lmtp
		ssl = no
		default_internal_user = nobody
		default_internal_group = nogroup
		default_login_user = daemon
		mail_location = maildir:$dc/home/Maildir
		recipient_delimiter = +
		auth_username_format = %Ln
		first_valid_uid = 1
		passdb {
		  driver = static
		  args = nopassword=y
		}
		userdb {
		  driver = static
		  args = uid=nobody gid=nogroup home=$dc/home allow_all_users=yes
		}
		service lmtp {
		  inet_listener lmtp {
		    address = 127.0.0.1
		    port = $lmtp_port
		  }
		}
		service stats {
		  unix_listener stats-writer {
		    mode = 0666
		  }
		}
		END
		placed "$root/contrib/sieve/90-tixgate.conf"
	} | sed -e "s|/usr/lib/dovecot/sieve-pipe|$dc/pipe|" -e "s|/etc/dovecot/sieve/|$dc/sieve/|" >"$dc/dovecot.conf"
	placed "$root/contrib/sieve/tixgate.sieve" >"$dc/sieve/tixgate.sieve"
	"${in_place[@]}" sievec -c "$dc/dovecot.conf" "$dc/sieve/tixgate.sieve"
	chown -R nobody: "$dc/home"
	chmod 755 "$dc" "$dc/pipe" "$dc/sieve" "$dc/run"
}

dovecot_start() {
	"${in_place[@]}" dovecot -F -c "$dc/dovecot.conf" >"$work/dovecot.out" 2>&1 &
	register $!
	wait_for 20 lmtp_answers
}
lmtp_answers() { (: <"/dev/tcp/127.0.0.1/$lmtp_port"); }

give() { python3 "$flow/lmtp_send.py" "127.0.0.1:$lmtp_port" "$1" support@example.com "${@:2}"; }
again() { flush_again; }
waiting() { spool_count; }
untouched() { find "$dc/home" -path '*/Maildir/*' -type f -path '*/new/*'; }

lmtp_port=$(free_port)
dovecot_place
dovecot_start || skip_all "this Dovecot does not run here: $(cat "$work/dovecot.out" "$dc/log" 2>/dev/null | tail -n 1)"
prove Sieve

before=$(ticket_count)
mail "By its extension" <<<"Text." >"$work/mail"
python3 "$flow/lmtp_send.py" "127.0.0.1:$lmtp_port" ada@example.net support+a-token@example.com "$work/mail"
is "an address with an extension is ours too" "$(ticket_count)" $((before + 1))
python3 "$flow/lmtp_send.py" "127.0.0.1:$lmtp_port" ada@example.net somebody@example.com "$work/mail"
is "mail to anybody else is not" "$(ticket_count) $(untouched | wc -l)" "$((before + 1)) 1"
unlike "Dovecot has nothing to complain about" "$(grep -v 'Time moved' "$dc/log")" '(Error|Warning|Fatal|Panic):'

# What the gateway cannot even spool lies in the INBOX; the mail system hears success.
echo 'nonsense' >"$gate/tixgate.conf"
mail "While the configuration is broken" <<<"Text." >"$work/mail"
give ada@example.net "$work/mail"
is "with a broken configuration the mail lies in the INBOX" "$(untouched | wc -l) $(ticket_count)" "2 $((before + 1))"
like "and Dovecot's log says so" "$(cat "$dc/log")" "Error: .*program .?tixgate"
