# SPDX-License-Identifier: GPL-3.0-or-later
# What test_sandbox.sh asserts and asks with.
# shellcheck shell=bash disable=SC2034,SC2154

ok() { passed=$((passed + 1)); }
bad() {
	failed=$((failed + 1))
	printf 'FAILED: %s\n' "$*"
}

# is LABEL GOT WANTED
is() {
	if [ "$2" = "$3" ]; then ok; else bad "$1: got '$2', wanted '$3'"; fi
}

# like LABEL GOT PATTERN
like() {
	# shellcheck disable=SC2254
	case $2 in
	$3) ok ;;
	*) bad "$1: '${2:0:400}' is not like '$3'" ;;
	esac
}

# start [OPTION...]: with the same directory again and again
start() {
	"$program" --dir "$dir" --state "$top/state" --key $key \
		--key key-two=other "$@" >"$top/out" 2>"$top/err" &
	pid=$!
	for _ in $(seq 200); do
		[ -e "$dir/ready" ] && break
		kill -0 $pid 2>/dev/null || break
		sleep 0.05
	done
	[ -e "$dir/ready" ] || { bad "no start: $(cat "$top/err")"; exit 1; }
	http=$(cat "$dir/http.url")
	https=$(cat "$dir/https.url")
	root=${http%/api/v1}
}

stop() {
	kill -TERM "$pid"
	wait "$pid"
	is "a clean stop" $? 0
	is "nothing on stderr" "$(cat "$top/err")" ""
	pid=
}

# call METHOD PATH [CURL OPTION...]: sets status, body, curled.
# Variables in front of it change the headers: auth=… type=… call …
call() {
	local method=$1 path=$2
	shift 2
	: >"$top/body"
	status=$(curl -sS -m 4 -X "$method" -o "$top/body" -D "$top/head" \
		-w '%{http_code}' \
		-H "Authorization:${auth- Bearer $key}" \
		-H "Content-Type: ${type-application/json}" "$@" "$http$path" 2>"$top/curl.err")
	curled=$?
	body=$(tr -d '\0' <"$top/body")
}

control() {
	local method=$1 path=$2
	shift 2
	status=$(curl -sS -X "$method" -o "$top/body" -w '%{http_code}' \
		"$@" "$root/control/$path")
	body=$(cat "$top/body")
}

fault() { control POST faults -d "$1"; is "fault $1" "$status" 201; }
unfault() { curl -s -o /dev/null -X DELETE "$root/control/faults"; }
ticket() { printf '{"subject":"%s","description":"Text","%s"}' "$1" "$mail"; }
create() { call POST /tickets -d "$(ticket "$1")"; }
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" <<<"$body" | head -1; }
count() { curl -s "$root/control/tickets" | grep -o '"ticket_number"' | wc -l; }
new_id() { sed -n 's/.*"data":{"id":"\([^"]*\)".*/\1/p' <<<"$body"; }
repeat() { printf "%0.s$1" $(seq "$2"); }
