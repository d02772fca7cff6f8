# SPDX-License-Identifier: GPL-3.0-or-later
# /etc/dovecot/sieve/tixgate.sieve: mail to the support addresses goes to tixgate.
# After a change: sievec /etc/dovecot/sieve/tixgate.sieve
require ["envelope", "subaddress", "vnd.dovecot.pipe"];

if allof (envelope :user :is "to" ["support", "billing"],
	  envelope :domain :is "to" "example.com") {
	if envelope :is "from" "" {
		pipe "tixgate" ["-c", "/etc/tixgate/tixgate.conf", "deliver", "--sender", ""];
	} else {
		pipe "tixgate" ["-c", "/etc/tixgate/tixgate.conf", "deliver"];
	}
	stop;
}
