#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A wrong configuration: "later" for the mail system, the reason for a person.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

desk_start
gate_install
mail "A mail" <<<"Text." >"$work/mail"

# wrong LABEL REGEX: the configuration as it stands now is refused with such a reason
wrong() {
	deliver <"$work/mail"
	is "$1: later" "$status" 75
	like "$1: says why" "$err" "$2"
	is "$1: in one line" "$(wc -l <"$work/err")" 1
	is "$1: nothing on standard output" "$out" ""
	tixgate check </dev/null
	like "$1: check finds it" "$status" '^(1|78)$'
	like "$1: check says why" "$out$err" "$2"
}

mv "$gate/tixgate.conf" "$gate/sound.conf"
mkdir "$gate/tixgate.conf"
wrong "a directory as configuration" 'tixgate\.conf.*(directory|not a file)'
rmdir "$gate/tixgate.conf"

config_write 'nonsense = 1;'
wrong "an unknown setting" 'tixgate\.conf:[0-9]+.*nonsense'
config_write '' 'surprise : { };'
wrong "an unknown group" 'tixgate\.conf:[0-9]+.*surprise'
config_write 'timeout = "soon";'
wrong "a wrong type" 'tixgate\.conf:[0-9]+.*timeout'
config_write 'timeout = -5;'
wrong "an impossible value" 'tixgate\.conf:[0-9]+.*timeout'
config_write '' 'oops'
wrong "what is no libconfig" 'tixgate\.conf:[0-9]+'
config_write '' 'thread : { subject = [ "([0-9]+" ]; };'
wrong "a pattern that is none" 'tixgate\.conf.*subject'

config_write
sed -i 's|url = "https://.*|url = "http://192.0.2.1/api/v1";|' "$gate/tixgate.conf"
wrong "plain HTTP to another host" 'http'
config_write
sed -i 's|key_file = .*|key_file = "/nonexistent/key";|' "$gate/tixgate.conf"
wrong "a key file that is missing" '/nonexistent/key'
for name in key_file ca_file ca_path; do
	config_write
	sed -i -e "/^[[:space:]]*$name = /d" -e "s|^api : {|& $name = \"box/x\";|" "$gate/tixgate.conf"
	wrong "a relative $name" "tixgate\.conf:[0-9]+: api\.$name: \"box/x\" must begin with a slash"
done
config_write
chmod 644 "$gate/api.key"
wrong "a key file that others can read" 'api\.key'
chmod 600 "$gate/api.key"
: >"$gate/api.key"
wrong "an empty key file" 'api\.key'
install -m 600 "$desk/key" "$gate/api.key"
config_write
sed -i "s|sqlite:.*/state.db|sqlite:$gate/api.key/state.db|" "$gate/tixgate.conf"
wrong "a state that cannot be opened" 'api\.key/'

config_write '' '@include "nowhere.conf"'
wrong "an @include of nothing" 'tixgate\.conf:[0-9]+: .*@include "nowhere\.conf"'

is "none of them made a request" "$(requests)" 0
cp "$gate/sound.conf" "$gate/tixgate.conf"
tixgate check </dev/null
is "the sound configuration passes the check" "$status" 0
[ "$status" = 0 ] || explain_failure "$out$err"
deliver <"$work/mail"
is "and the mail becomes a ticket in the end" "$status $(ticket_count)" "0 1"
cd "$gate" || exit 1
for call in "-c tixgate.conf" "--config=./tixgate.conf deliver" "deliver -c tixgate.conf"; do
	status=0
	# shellcheck disable=SC2086
	mail "By $call" <<<"Text." | "$gate/bin/tixgate" $call >"$work/out" 2>"$work/err" || status=$?
	is "$call: the file is looked for where the caller is" "$status $(cat "$work/err")" "0 "
done
is "and three mails became tickets" "$(ticket_count)" 4

# A mail system starts us anywhere: names behind @include begin at the configuration.
mkdir "$gate/more"
echo 'thread : { stranger = "hold"; };' >"$gate/more/thread.conf"
echo "trace : { line = \"Code: %s\"; };" >"$gate/more/trace.conf"
config_write '' $'@include "more/thread.conf"\n@include "'"$gate/more/trace.conf"'"'
for folder in / "$gate" "$gate/more"; do
	cd "$folder" || exit 1
	mail "From $folder" <<<"Text." >"$work/mail"
	deliver <"$work/mail"
	is "started in $folder: what is included counts" "$status $err" "0 "
done
is "and so do relative names beside absolute ones" "$(ticket_count)" 7
like "each with what it says" "$(desk_tickets '.[-1].description')" 'Code: '
cd / || exit 1
echo 'thread : { strange = "hold"; };' >"$gate/more/thread.conf"
wrong "an error in an included file" 'more/thread\.conf:1: thread\.strange'
config_write

# check says what a mail would meet, for the user who runs it.
config_write '' "log : { file = \"$gate/nowhere/log\"; };"
tixgate check </dev/null
is "a log that nobody could write is wrong" "$status" 1
like "and named" "$out" "^WRONG +log +$gate/nowhere/log is missing and cannot be made"
config_write
sed -i "s|^state : {|& spool = \"$gate/nowhere/spool\";|" "$gate/tixgate.conf"
tixgate check </dev/null
like "so is a spool" "$status $out" "^WRONG +spool +$gate/nowhere/spool is missing and cannot be made"
config_write
sed -i -e "/ca_path/d" -e "s|^api : {|& ca_file = \"$gate/nowhere/ca.pem\";|" "$gate/tixgate.conf"
tixgate check </dev/null
like "and so are authorities" "$status $out" "^WRONG +api.ca_file +cannot read $gate/nowhere/ca.pem: No such file"
if [ "$(id -u)" = 0 ]; then
	chmod 755 "$work" "$gate" "$gate/bin"
	mkdir "$gate/root"
	cat >"$gate/tixgate.conf" <<-END
	api : { key_file = "$gate/api.key"; };
	state : { url = "sqlite:$gate/root/new/state.db"; hold = "$gate/root/new/held"; };
	END
	chmod 644 "$gate/tixgate.conf"
	tixgate check </dev/null
	like "a state that is not there yet can be made" "$out" '^ok +state +is made when the first mail comes'
	like "and what lies beside it" "$out" '^ok +held mail .*/new/held \(made when it is needed\)'
	out=$(setpriv --reuid=65534 --regid=65534 --clear-groups "$gate/bin/tixgate" -c "$gate/tixgate.conf" check 2>&1) || true
	like "but not by another user" "$out" \
		"^WRONG +state +$gate/root/new/state.db is missing and cannot be made: $gate/root: Permission denied \(as user [a-z]+\)"
	# Root's files in it could not be read by the user as whom the mail system runs us.
	mkdir -m 700 "$gate/root/new"
	chown 65534 "$gate/root/new"
	for command in deliver sync; do
		tixgate $command <"$work/mail"
		is "root makes no state among another user's files: $command" "$([ "$status" != 0 ] && find "$gate/root/new" -type f)" ""
		like "$command says whose they are" "$err" \
			"$gate/root/new belongs to user [a-z]+, but tixgate runs as user root; run it as the owner"
	done
	tixgate check </dev/null
	like "and check says so before" "$out" "^WRONG +state +$gate/root/new belongs to user"
fi
unlike "no message ever held the key" "$(grep -rh . "$work/err" "$work/out" || true)" flow-test-key
