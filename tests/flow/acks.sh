# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# What the tests of acknowledgements share: a sendmail that writes down what it was
# given, and a look at that. Sourced behind lib.sh.
acks=$work/acks

# acks_install [SETTING...]: the gateway acknowledges, by a recorder instead of sendmail;
# what stands in $acks/do is what it does besides
acks_install() {
	mkdir -p "$acks"
	cat >"$work/sendmail" <<-END
	#!/bin/sh
	n=1
	while ! mkdir "$acks/\$n" 2>/dev/null; do n=\$((n + 1)); done
	for argument; do printf '%s\\n' "\$argument"; done >"$acks/\$n.arguments"
	cat >"$acks/\$n.mail"
	[ ! -e "$acks/do" ] || . "$acks/do"
	END
	chmod 755 "$work/sendmail"
	[ -z "$gate_user" ] || chown -R "$gate_user:" "$acks"
	acks_configure "$@"
}

# acks_configure [SETTING...]: the program is $sendmail, where that is set
acks_configure() {
	config_write "" "log : { file = \"$gate/log\"; };
		acknowledge : { enabled = true; templates = \"$root/conf/ack\";
			sendmail = \"${sendmail:-$work/sendmail}\"; $* };"
}

gate_log() { cat "$gate/log"; }

# acks: how many were handed to sendmail
acks() { find "$acks" -name '*.mail' | wc -l; }

# ack_arguments N: what the N-th was called with, in one line
ack_arguments() { paste -sd ' ' "$acks/$1.arguments"; }

# ack_head N: its header
ack_head() { sed '/^$/q' "$acks/$1.mail"; }

# ack_json N JQ: what the gateway itself reads in it
ack_json() {
	"$gate/bin/tixgate" -c "$gate/tixgate.conf" explain --offline --json "$acks/$1.mail" | jq -r "$2"
}

# ack_answer N: a person's answer to it, without the number in the subject
ack_answer() {
	mail "Re: your mail" "In-Reply-To: <$(ack_json "$1" .message_id)>"
}
