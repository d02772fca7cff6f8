#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Starts the sandbox on free ports and holds it to what README.md promises.
# usage: test_sandbox.sh [PROGRAM]
set -u
program=${1:-build/tixallo-sandbox}
top=$(mktemp -d) || exit 1
dir=$top/dir
passed=0 failed=0 pid=""
key="key-one"
mail=customer_email\":\"ada@example.com
status="" body="" curled="" https=""

finish() {
	[ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid"
	rm -rf "$top"
}
trap finish EXIT

# shellcheck source=contrib/sandbox/test_lib.sh
. "$(dirname "$0")/test_lib.sh"

test_conversation() {
	create 'Hällo 😀'
	is "create" "$status" 201
	like "a ticket" "$body" '{"data":{"id":"*","ticket_number":1042,"subject":"Hällo 😀","description":"Text","status":"new","priority":"medium","source":"api","created_at":"20*Z","updated_at":"20*Z","customer_id":"*"}}'
	id=$(new_id)
	customer=$(field customer_id)
	like "a UUID" "$id" "????????-????-4???-????-????????????"
	call POST "/tickets/$id/messages" -d '{"body":"More"}'
	is "message" "$status" 201
	like "message has an id" "$body" '{"data":{"id":"*"body":"More"*'
	call GET "/tickets/$id"
	like "details" "$body" '*"customer":{"id":"*","email":"ada@example.com","name":null,"company":null},"messages":[[]{*"body":"More"*'
	call POST /tickets -d "{\"subject\":\"2\",\"description\":\"x\",\"${mail/ada/ADA}\",\"customer_name\":\"Ada\",\"priority\":\"urgent\"}"
	is "same customer" "$(field customer_id)" "$customer"
	is "priority" "$(field priority)" urgent
	call GET '/tickets?limit=1'
	like "newest first" "$body" '*"ticket_number":1043,*'
	is "only one" "$(grep -o ticket_number <<<"$body" | wc -l)" 1
	call GET /tickets
	is "both" "$(grep -o ticket_number <<<"$body" | wc -l)" 2
	for limit in 0 51 -1 x 1.5 ''; do
		call GET "/tickets?limit=$limit"
		is "limit=$limit" "$status" 400
	done
	call GET '/tickets?limit=50'
	is "limit=50" "$status" 200
}

test_refusals() {
	auth=" Bearer wrong" call GET /tickets
	is "wrong key" "$status" 401
	like "401 is JSON" "$body" '{"error":"*"}'
	auth="" call GET /tickets
	is "no key" "$status" 401
	auth=" Bearer sandbox#1" call GET /tickets
	is "a key's name is no key" "$status" 401
	auth=" Basic $key" call GET /tickets
	is "no key" "$status" 401
	auth=" Bearer key-two" call GET "/tickets/$id"
	is "other workspace" "$status" 404
	auth=" Bearer key-two" \
		call POST "/tickets/$id/messages" -d '{"body":"x"}'
	is "message from another workspace" "$status" 404
	call GET /tickets/00000000-0000-4000-8000-000000000000
	is "unknown" "$status" 404
	for path in '' /x /tickets/ "/tickets/$id/x" "/tickets/$id/messages/"; do
		call GET "$path"
		is "path '$path'" "$status" 404
	done
	call DELETE /tickets
	is "method" "$status" 405
	call PUT "/tickets/$id/messages"
	is "method on messages" "$status" 405
	type=text/plain call POST /tickets -d "$(ticket x)"
	is "content type" "$status" 400
	type="application/json; charset=utf-8" \
		call POST /tickets -d "$(ticket x)"
	is "content type with charset" "$status" 201
	head -c 1100000 /dev/zero | tr '\0' ' ' >"$top/big"
	call POST /tickets --data-binary "@$top/big" -H 'Expect:'
	is "too big" "$status" 413
	control POST "tickets/$id" -d '{"merged":true}'
	is "merge" "$status" 200
	call POST "/tickets/$id/messages" -d '{"body":"x"}'
	is "merged" "$status $body" '409 {"error":"Ticket has been merged"}'
	call GET /tickets
	is "merged is left out" "$(grep -c "$id" <<<"$body")" 0
	control POST keys -d "{\"revoke\":\"$key\"}"
	call GET /tickets
	is "revoked" "$status" 401
	control POST keys -d '{"restore":"sandbox#1"}'
	call GET /tickets
	is "restored" "$status" 200
}

# try LABEL WANTED SUBJECT DESCRIPTION [MORE]
try() {
	printf '{"subject":"%s","description":"%s","%s"%s}' "$3" "$4" \
		"$mail" "${5:+,$5}" >"$top/send"
	call POST /tickets --data-binary "@$top/send"
	is "$1" "$status" "$2"
}

test_limits() {
	try "subject 300" 201 "$(repeat a 300)" x
	try "subject 301" 400 "$(repeat a 301)" x
	like "the field's error" "$body" '{"error":"*","details":{"fieldErrors":{"subject":[[]"*300*"]},"formErrors":[[]]}}'
	try "150 emoji" 201 "$(repeat 😀 150)" x
	try "151 emoji" 400 "$(repeat 😀 151)" x
	try "149 emoji + 2" 201 "$(repeat 😀 149)ää" x
	try "150 emoji escaped" 201 "$(repeat '\\ud83d\\ude00' 150)" x
	try "20 000" 201 x "$(repeat x 20000)"
	try "20 001" 400 x "$(repeat x 20001)"
	try "10 000 emoji" 201 x "$(repeat 😀 10000)"
	try "10 000 emoji + 1" 400 x "$(repeat 😀 10000)x"
	try "empty subject" 400 '' x
	try "empty description" 400 x ''
	try "name 120" 201 x x "\"customer_name\":\"$(repeat ü 120)\""
	try "name 121" 400 x x "\"customer_name\":\"$(repeat ü 121)\""
	try "empty name" 400 x x '"customer_name":""'
	try "null name" 400 x x '"customer_name":null'
	try "priority" 400 x x '"priority":"High"'
	try "unknown field" 201 x x '"colour":"red"'
	try "number as subject" 400 x x '"subject":1'
	try "U+0000" 400 'a\u0000b' x
	try "high surrogate" 400 'a\ud83d' x
	try "low surrogate" 400 'a\ude00b' x
	try "two high ones" 400 'a\ud83d\ud83d\ude00' x
	try "escaped backslash" 201 'a\\\\ud83d' x
	try "raw newline" 400 $'a\nb' x
	try "not UTF-8" 400 $'a\xffb' x
	try "encoded surrogate" 400 $'a\xed\xa0\xbdb' x
	for text in '' '{' '[]' 'null' '"x"' '{"a":1} x' "$(repeat '[' 100)"; do
		call POST /tickets -d "$text"
		is "body ${text:0:9}" "$status" 400
	done
	call POST /tickets -d '{}'
	like "all is missing" "$body" '*"subject":[[]"Required"]*"description":[[]"Required"]*"customer_email":[[]"Required"]*'
	create m
	id=$(new_id)
	printf '{"body":"%s"}' "$(repeat x 20000)" >"$top/send"
	call POST "/tickets/$id/messages" --data-binary "@$top/send"
	is "message of 20 000" "$status" 201
	printf '{"body":"%s"}' "$(repeat x 20001)" >"$top/send"
	call POST "/tickets/$id/messages" --data-binary "@$top/send"
	is "message of 20 001" "$status" 400
	call POST "/tickets/$id/messages" -d '{"body":""}'
	is "empty message" "$status" 400
}

test_addresses() {
	long=$(repeat a 60).$(repeat b 60)
	for address in a@b.co o\'brien+x_y.z@sub.example-x.com A=B@example.com \
		x@xn--mller-kva.example x@y.xn--p1ai "x@$long.$long.co" ; do
		call POST /tickets -d "{\"subject\":\"x\",\"description\":\"x\",\"customer_email\":\"$address\"}"
		is "address $address" "$status" 201
	done
	for address in '' a a@b @b.co a@ .a@b.co a.@b.co a..b@b.co a@b..co a@.co \
		'\"a b\"@b.co' 'a@[127.0.0.1]' a@127.0.0.1 jörg@b.co a@müller.de \
		'a b@c.de' a@b@c.de a@-b.co a@b-.co 'a@b.co.' 'a@b_c.de' \
		'A <a@b.co>' "$(repeat a 250)@b.com"; do
		call POST /tickets -d "{\"subject\":\"x\",\"description\":\"x\",\"customer_email\":\"$address\"}"
		is "address $address" "$status" 400
	done
}

test_budget() {
	stop
	start --requests 3 --window 1.5
	for _ in 1 2 3; do call GET /tickets; is "in budget" "$status" 200; done
	create x
	is "over budget" "$status" 429
	is "its body" "$body" '{"error":"Rate limit exceeded","limit":3,"window_seconds":1.5}'
	like "Retry-After" "$(tr -d '\r' <"$top/head")" *$'\nRetry-After: 2\n'*
	auth=" Bearer key-two" call GET /tickets
	is "the other key" "$status" 200
	sleep 1.6
	create x
	is "after the window" "$status" 201
	stop
	start --requests 60
	for _ in $(seq 60); do call GET /tickets; done
	is "the 60th" "$status" 200
	call GET /tickets
	is "the 61st" "$body" '{"error":"Rate limit exceeded","limit":60,"window_seconds":60}'
	like "Retry-After 60" "$(tr -d '\r' <"$top/head")" *$'\nRetry-After: 60\n'*
}

# broken LABEL FAULT CURL-STATUS ACTED: one ticket under a fault
broken() {
	local before after
	before=$(count)
	fault "$2"
	create "$1"
	case " $3 " in
	*" $curled "*) ok ;;
	*) bad "$1: curl ended with $curled ($(cat "$top/curl.err"))" ;;
	esac
	after=$(count)
	is "$1: acted" $((after - before)) "$4"
	unfault
}

test_breaks() {
	local at=$1
	broken "$at before" '{"close":"before"}' 52 0
	broken "$at after" '{"close":"after"}' 52 1
	broken "$at reset" '{"close":"reset"}' '35 56' 0
	broken "$at acted, reset" '{"close":"reset","act":true}' '35 56' 1
	broken "$at cut_status" '{"close":"cut_status"}' '1 52' 1
	broken "$at cut_headers" '{"close":"cut_headers"}' '0 8 52' 1
	is "$at: no body" "$body" ""
	broken "$at cut_body" '{"close":"cut_body"}' 18 1
	is "$at: status seen" "$status" 201
	like "$at: half a body" "$body" '{"data":{"id":"*'
	broken "$at cut, not acted" '{"close":"cut_body","act":false}' 18 0
	is "$at: made-up status" "$status" 503
	broken "$at hang" '{"close":"hang"}' 28 0
	broken "$at drip" '{"close":"drip","drip_ms":1}' 0 1
	like "$at: dripped" "$body" '{"data":{"id":"*"}}'
	broken "$at slow drip" '{"close":"drip"}' 28 1
	broken "$at garbage" '{"raw":"\u0001\u0002 rubbish\r\n\r\n"}' '1 56' 0
	broken "$at huge header" '{"raw":"HTTP/1.1 200 OK\r\nX: ","raw_repeat":"a","raw_times":400000,"raw_tail":"\r\n\r\n"}' '27 56 100' 0
	broken "$at chunk cut" '{"raw":"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"data\":"}' 18 0
}

test_answers() {
	broken "status" '{"status":503}' 0 0
	is "503" "$status $body" '503 {"error":"Service Unavailable"}'
	broken "own answer" '{"status":429,"headers":{"Retry-After":"-1","Content-Type":"text/html"},"body":"<p>no"}' 0 0
	is "own body" "$status $body" '429 <p>no'
	like "own header" "$(tr -d '\r' <"$top/head")" *$'\nRetry-After: -1\n'*
	broken "acted, 502" '{"status":502,"act":true}' 0 1
	is "502" "$status" 502
	broken "other JSON" '{"body":"{\"data\":7}"}' 0 1
	is "201 with other JSON" "$status $body" '201 {"data":7}'
	local from now took
	from=$(date +%s%N)
	broken "delay" '{"delay_ms":400}' 0 1
	took=$((($(date +%s%N) - from) / 1000000))
	is "it took its time" $((took >= 400)) 1
	broken "late" '{"close":"before","act_delay_ms":500}' 52 0
	now=$(count)
	sleep 0.7
	is "stored late" $(($(count) - now)) 1
	fault '[{"match":"GET /tickets","skip":1,"count":2,"status":500},{"match":"GET /tickets/*","status":404,"count":-1},{"match":"POST /tickets/*/messages","status":418}]'
	local seen=""
	for _ in 1 2 3 4; do call GET /tickets; seen="$seen $status"; done
	is "skip and count" "$seen" " 200 500 500 200"
	create y
	is "others pass" "$status" 201
	call GET "/tickets/$id"
	is "one ticket" "$status" 404
	call POST "/tickets/$id/messages" -d '{"body":"x"}'
	is "messages" "$status" 418
	control GET faults
	like "counters" "$body" '*"seen":4,"hits":2*"seen":1,"hits":1*'
	unfault
	for wish in '{"close":"x"}' '{"count":-2}' '{"statsu":500}' '{"status":7}' \
		'[1]' 'x' '{"headers":{"a":"b\r\nc"}}' '{"close":"before","act":true}'; do
		control POST faults -d "$wish"
		is "refused $wish" "$status" 400
	done
	control GET faults
	is "none is left" "$body" '{"data":[]}'
}

test_control() {
	control DELETE requests
	create log
	auth=" Bearer nobody" call GET /tickets
	control GET requests
	like "the log" "$body" '{"data":[[]{"n":*,"time_ms":*,"method":"POST","path":"/api/v1/tickets","key":"sandbox#1","status":201,"acted":true,"bytes":*,"tls":false,"fault":null},{*"key":null,"status":401,"acted":false,*}]}'
	control POST tickets -d '{"number":7000,"source":"web","created_at":"2020-01-02T03:04:05Z","customer_name":"Bo"}'
	like "another channel" "$body" '*"ticket_number":7000,*"source":"web","created_at":"2020-01-02T03:04:05.000Z"*"name":"Bo"*'
	control POST tickets -d '{"number":7000}'
	is "number taken" "$status" 409
	control POST tickets -d '{"nummer":7000}'
	is "unknown field" "$status" 400
	create next
	like "numbers go on" "$body" '*"ticket_number":7001,*'
	id=$(new_id)
	control POST "tickets/$id" -d '{"status":"closed"}'
	like "status" "$body" '*"status":"closed"*'
	control GET requests -H 'Origin: http://evil.example'
	is "foreign origin" "$status" 403
	control GET requests -H 'Host: evil.example'
	is "foreign host" "$status" 403
	status=$(curl -s --cacert "$dir/ca.pem" -o /dev/null -w '%{http_code}' \
		"${https%/api/v1}/control/requests")
	is "no control over TLS" "$status" 404
}

test_page() {
	for root in "$root" "${https%/api/v1}"; do
		curl -s --cacert "$dir/ca.pem" -D "$top/head" "$root/" >"$top/body"
		is "page at $root" "$(grep -c '<title>' "$top/body")" 1
		like "policy" "$(cat "$top/head")" "*Content-Security-Policy: default-src 'none'; script-src 'sha256-*"
	done
	root=${http%/api/v1}
	is "nothing from elsewhere" "$(grep -cE '(src|href)="?(https?:)?//' "$top/body")" 0
	is "no markup sinks" "$(grep -cE 'innerHTML|outerHTML|insertAdjacent|document\.write' "$top/body")" 0
	body=$(curl -s "$root/view?q=NEXT")
	like "search" "$body" '{"data":{"revision":*"tickets":[[]{"id":"*"subject":"next"*}]}}'
}

test_tls() {
	local plain=$http
	http=$https
	call GET /tickets --cacert "$dir/ca.pem"
	is "CA file" "$curled $status" "0 200"
	call GET /tickets --capath "$dir/certs"
	is "CA directory" "$curled $status" "0 200"
	call GET /tickets
	is "not trusted otherwise" "$curled" 60
	http=${https/localhost/127.0.0.1}
	call GET /tickets --cacert "$dir/ca.pem"
	is "127.0.0.1" "$curled $status" "0 200"
	http=$plain
	is "key of the server" "$(stat -c %a "$dir/server.key")" 600
	is "API key" "$(stat -c %a "$dir/key") $(cat "$dir/key")" "600 $key"
}

test_restart() {
	local before ca
	control GET tickets
	before=$body
	ca=$(cat "$dir/ca.pem" "$dir/server.pem")
	local port=${root##*:} tls=${https%/api/v1} waiting
	stop
	is "ready is gone" "$(ls "$dir/ready" "$dir/pid" 2>/dev/null)" ""
	start --port "$port" --tls-port "${tls##*:}"
	control GET tickets
	is "the same tickets" "$body" "$before"
	is "the same certificates" "$(cat "$dir/ca.pem" "$dir/server.pem")" "$ca"
	is "the same addresses" "$https" "$tls/api/v1"
	fault '{"close":"hang"}'
	(call GET /tickets) &
	waiting=$!
	sleep 0.3
	stop
	wait $waiting
	echo rubbish >"$top/state"
	"$program" --dir "$dir" --state "$top/state" 2>"$top/err"
	is "a broken state file" $? 1
	like "says so" "$(cat "$top/err")" "*$top/state*away*"
	"$program" --dir "$dir" --state "$top/no/state" 2>/dev/null
	is "a state file that cannot be written" $? 1
}

test_command() {
	like "--version" "$("$program" --version)" 'tixallo-sandbox [0-9]*'
	like "--help" "$("$program" --help)" '*--first-number*'
	"$program" --requests 0 2>/dev/null
	is "a wrong value" $? 64
	"$program" extra 2>/dev/null
	is "a wrong argument" $? 64
	TMPDIR=$top "$program" --strict-email >"$top/out" 2>&1 &
	pid=$!
	for _ in $(seq 100); do grep -q Stop "$top/out" && break; sleep 0.05; done
	like "says where" "$(cat "$top/out")" '*http://127.0.0.1:*/api/v1*Key file*'
	http=$(sed -n 's/^API  *\(http:.*\)/\1/p' "$top/out")
	key=$(cat "$(sed -n 's/^Key file *//p' "$top/out")")
	call POST /tickets -d '{"subject":"x","description":"x","customer_email":"a=b@c.de"}'
	is "--strict-email" "$status" 400
	kill -INT $pid
	wait $pid
	is "SIGINT" $? 0
	pid=
	is "its directory is gone" "$(ls -d "$top"/tixallo-sandbox-* 2>/dev/null)" ""
}

start --requests 100000
test_conversation
test_refusals
test_limits
test_addresses
test_budget
stop
start --requests 100000
create first
id=$(new_id)
test_breaks plain
plain=$http
http=$https
export CURL_CA_BUNDLE=$dir/ca.pem
test_breaks TLS
http=$plain
unset CURL_CA_BUNDLE
test_answers
test_control
test_page
test_tls
test_restart
test_command
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
