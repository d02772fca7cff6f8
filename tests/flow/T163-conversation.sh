#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Ten mails of three people through Postfix are one ticket, however little names it.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start --requests 100000
gate_install nobody
# The budget is not what is tested here.
settings() { config_write 'requests = 100000;' "thread : { copied = $1; };"; }
settings true
postfix_start

# The writer of each mail, and who is in copy of it: Carl comes in by Bert's.
writers=(ada bert ada carl bert carl ada bert carl ada)
copies=("bert" "ada,carl" "bert,carl" "ada,bert" "ada,carl" "ada,bert" "bert,carl" "ada,carl"
	"ada,bert" "bert,carl")

# write N SUBJECT [HEADER...]: mail N of $topic's conversation, on standard output
write() {
	local n=$1 who=${writers[$1 - 1]} copy=${copies[$1 - 1]}
	printf '%s\n' "From: ${who^} <$who@$topic.example>" "To: support@example.com" \
		"Cc: ${copy//,/@$topic.example, }@$topic.example" "Subject: $2" \
		"Date: Mon, 06 May 2024 10:0$((n - 1)):00 +0200" \
		"Message-ID: <$n@$topic.example>" "${@:3}" "" "Mail $n."
}

# the References of mail N: all that stand before it
references() {
	local n list=
	for ((n = 1; n < $1; n++)); do
		list+=" <$n@$topic.example>"
	done
	printf 'References:%s\nIn-Reply-To: <%s@%s.example>' "$list" $(($1 - 1)) "$topic"
}

# said INDEX: the mails that stand on the ticket, in their order
said() {
	desk_tickets ".[$1] | [.description, .messages[].body] |
		map(capture(\"Mail (?<n>[0-9]+)[.]\").n) | join(\" \")"
}

# named INDEX: who is named above the text, in that order; - for the customer
named() {
	desk_tickets ".[$1].messages | map(.body | if startswith(\"From \") then
		split(\"\\n\")[0] | capture(\"<(?<w>[a-z]+)@\").w else \"-\" end) | join(\" \")"
}

# converse LABEL BY-NUMBER BY-REFERENCES
converse() {
	local label=$1 index number subject n headers
	topic=$4
	index=$(ticket_count)
	write 1 "The contract" | smtp "ada@$topic.example" support@example.com
	holds "$label: the first mail is a ticket" wait_for 30 ticket_is $((index + 1))
	number=$(desk_tickets ".[$index].ticket_number")
	subject="Re: The contract"
	[ "$2" = no ] || subject="Re: [#$number] The contract"
	for n in {2..10}; do
		headers=()
		[ "$3" = no ] || mapfile -t headers < <(references "$n")
		write "$n" "$subject" ${headers:+"${headers[@]}"} |
			smtp "${writers[n - 1]}@$topic.example" support@example.com
		# People answer what they have seen.
		wait_for 30 said_are "$index" "$n" || true
	done
	is "$label: all ten are on it, in order" "$(said "$index")" "1 2 3 4 5 6 7 8 9 10"
	is "$label: there is no other ticket" "$(ticket_count)" $((index + 1))
	is "$label: who is not the customer is named" "$(named "$index")" \
		"bert - carl bert carl - bert carl -"

	before=$(desk_tickets ".[$index].messages | length")
	from=mallory@example.org mail "Re: [#$number] The contract" <<<"Let me in." |
		smtp mallory@example.org support@example.com
	holds "$label: a stranger who guesses the number has a ticket of his own" \
		wait_for 30 ticket_is $((index + 2))
	is "$label: and is not let in" "$(desk_tickets ".[$index].messages | length")" "$before"
	from=mallory@example.org mail "Re: The contract" "In-Reply-To: <9@$topic.example>" \
		<<<"Let me in." | smtp mallory@example.org support@example.com
	holds "$label: nor one who has overheard a Message-ID" wait_for 30 ticket_is $((index + 3))
	is "$label: whatever he writes" "$(desk_tickets ".[$index].messages | length")" "$before"
}
said_are() { [ "$(desk_tickets ".[$1].messages | length")" = $(($2 - 1)) ]; }

converse "number and references" yes yes full
converse "no number in any subject" no yes header
converse "only the subject" yes no subject

# Without the setting a colleague has to be let in by a person, or by a token.
settings false
topic=shy
write 1 "The contract" | smtp ada@shy.example support@example.com
holds "without thread.copied: the first mail is a ticket" wait_for 30 ticket_is 10
number=$(desk_tickets '.[9].ticket_number')
write 2 "Re: [#$number] The contract" | smtp bert@shy.example support@example.com
holds "without thread.copied: the colleague's is another" wait_for 30 ticket_is 11
like "which names the first" "$(desk_tickets '.[10].description')" "^This mail refers to ticket #$number"

holds "the queue is empty" wait_for 30 queue_is 0
nothing_bounced
