#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A digest whose mailbox was renamed or taken away is posted, and keeps up no other.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install
control POST keys '{"add": "sales-key", "workspace": "shop"}' >/dev/null
printf 'sales-key\n' >"$gate/sales.key"
chmod 600 "$gate/sales.key"
settings() {
	config_write "" "storm : { subject = 1; digest = 6; }; log : { file = \"$gate/log\"; };"
	sed -i "s|^mailboxes : (|& ${1//&/\\&}|" "$gate/tixgate.conf"
}
alarms() { # RECIPIENT WORD COUNT
	local n
	for n in $(seq "$3"); do
		deliver alerts@mon.example.net "$1" < <(from=alerts@mon.example.net mail "$2 alarm $n" \
			"Auto-Submitted: auto-generated" <<<"It is $n degrees hot at $2.")
		is "alarm $n of $2 is taken" "$status" 0
	done
}
settings "{ name = \"billing\"; address = [ \"billing@example.com\" ]; }, { name = \"sales\"; address = [ \"sales@example.com\" ]; key_file = \"$gate/sales.key\"; },"
alarms sales@example.com Cellar 4
alarms billing@example.com Attic 3
alarms support@example.com Garage 3
is "each kind has one ticket" "$(ticket_count)" 3
sleep 6.2

settings ""
tixgate check
is "two mailboxes are taken away" "$status" 0
flushed() { tixgate flush && [ "$status" = 0 ] && [ "$(sqlite3 "$gate/state.db" 'SELECT count(*) FROM digests')" = 0 ]; }
holds "all digests are posted" wait_for 60 flushed
about() { desk_tickets "map(select(.messages | map(.body) | any(test(\"more mails like this(.|\\n)*$1\")))) | map(.subject) | join(\" \")"; }
is "one of the same workspace on its ticket" "$(about Attic)" "Attic alarm 1"
is "as is the one whose mailbox is there" "$(about Garage)" "Garage alarm 1"
is "of another workspace, it is a ticket of the first mailbox" "$(ticket_count)" 4
like "that holds it" "$(desk_tickets '.[-1].description')" 'Cellar alarm 4'
