#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The secret is renewed while mail is under way: still one ticket of each mail.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start --requests 1000
gate_install

# secret_renew: as the manual says
secret_renew() (
	umask 077
	cd "$gate"
	{ openssl rand -hex 32; head -n 1 secret; } >secret.new &&
		mv secret.new secret
)

# ticket_trace: the code at the end of the newest ticket
ticket_trace() { desk_tickets '.[-1].description' | sed -n 's/^Ref: //p'; }

tixgate check
like "before the first mail there is no secret" "$out" 'secret.*made when'

# The post is carried out, its answer lost, and the desk then cannot be asked: only
# the mail's second try can find it, by the trace code that it had at the first.
desk_fault '{"match": "POST /tickets", "count": 1, "act": true, "close": "reset"}'
desk_fault '{"match": "GET /tickets", "count": 1, "status": 500}'
mail "Under way" <<<"Text." >"$work/mail"
deliver <"$work/mail"
is "the mail's first try ends in doubt" "$status $(ticket_count)" "75 1"
before=$(ticket_trace)
tixgate check
like "there is one secret now" "$out" 'secret.*is there$'

secret_renew
tixgate check
is "the renewed secret is accepted" "$status" 0
like "and check says that there are two" "$out" 'secret.*and the one before it'
desk_heal
holds "the mail's second try is taken" deliver_until_taken "$work/mail"
is "it was found, and is no second ticket" "$(ticket_count) $(message_count)" "1 0"
is "with the code that it had" "$(ticket_trace)" "$before"

mail "Under way" <<<"Text." >"$work/again"
deliver <"$work/again"
is "a mail after the renewal is taken" "$status $(ticket_count)" "0 2"

unlike "its code is another one" "$(ticket_trace)" "^$before\$"

deliver <"$work/mail"
is "the first mail once more is still the same" "$status $(ticket_count)" "0 2"

printf 'x\n' >>"$gate/secret"
tixgate check
is "a damaged secret is an error" "$status" 1
like "that says what to do" "$out$err" 'put the right one back'
deliver <"$work/again"
is "and mail waits" "$status" 75
