#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Links of attachments, handed out by a real nginx: the same bytes, never shown, never guessed.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need_program nginx
desk_start
gate_install
chmod 755 "$work" "$gate"
archive=$gate/attachments
port=$(free_port)
site=http://127.0.0.1:$port

# Whose process reads the files: of another user where we are root, by his group.
web_user=$(id -un) web_group=$(id -gn)
if [ "$(id -u)" = 0 ]; then
	web_user=nobody web_group=nogroup
fi
install -d -g "$web_group" -m 2750 "$archive"

mkdir "$work/nginx"
cat >"$work/nginx/nginx.conf" <<-END
	daemon off;
	pid $work/nginx/pid;
	error_log $work/nginx/error.log;
	$([ "$(id -u)" != 0 ] || echo "user $web_user $web_group;")
	events { }
	http {
		access_log off;
		include /etc/nginx/mime.types;
		client_body_temp_path $work/nginx/1;
		proxy_temp_path $work/nginx/2;
		fastcgi_temp_path $work/nginx/3;
		uwsgi_temp_path $work/nginx/4;
		scgi_temp_path $work/nginx/5;
		server {
			listen 127.0.0.1:$port;
			$(sed "s|/var/lib/tixgate-attachments|$archive|" "$root/contrib/nginx/tixgate.conf")
		}
	}
END
nginx -p "$work/nginx" -c "$work/nginx/nginx.conf" >"$work/nginx/out" 2>&1 &
register $!
wait_for 20 curl -s --noproxy '*' -o /dev/null "$site/" || { explain_failure "$(cat "$work/nginx/"{out,error.log})"; false; }

config_write "" "attachments : { archive = \"$archive\"; url = \"$site/attachments\"; };"

# fetch URL [OPTION...]: leaves $code, $work/body and $work/head
fetch() {
	local url=$1
	shift
	code=$(curl -s --noproxy '*' --max-time 20 --path-as-is -o "$work/body" -D "$work/head" -w '%{http_code}' "$@" "$url")
	head=$(tr -d '\r' <"$work/head")
}

part() {
	printf '%s\n' "--b" "Content-Type: $2" "Content-Transfer-Encoding: base64" \
		"Content-Disposition: attachment; filename*=UTF-8''$1" ""
	base64 "$3"
}
printf '%s' '<html><script>document.title = "pwned"</script><h1>Hello</h1></html>' >"$work/page"
printf '%s' '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>' >"$work/svg"
head -c 3000000 /dev/urandom >"$work/large"
printf '' >"$work/empty"
{
	printf '%s\n' "--b" "Content-Type: text/plain" "" "Files."
	part page.html text/html "$work/page"
	part picture.svg image/svg+xml "$work/svg"
	part 'gr%C3%B6%C3%9Fe%20%26%20%23%25%3F%2B%27.bin' application/octet-stream "$work/large"
	part index.html text/html "$work/empty"
	echo "--b--"
} | mail "For the web" "MIME-Version: 1.0" 'Content-Type: multipart/mixed; boundary=b' >"$work/mail"
deliver <"$work/mail"
is "the mail is taken" "$status" 0
mapfile -t links < <(desk_tickets '.[0].description' | grep -Eo 'http://[^ ]+')
is "each attachment has a link" "${#links[@]}" 4
is "a name is percent-encoded" "${links[2]##*/}" "gr%C3%B6%C3%9Fe%20%26%20%23%25_%2B%27.bin"

n=0
for file in page svg large empty; do
	fetch "${links[$n]}"
	n=$((n + 1))
	is "$file is handed out" "$code" 200
	holds "$file: the same bytes" cmp "$work/$file" "$work/body"
	like "$file: it is saved, not shown" "$head" '^Content-Disposition: attachment$'
	like "$file: it has no type to be shown by" "$head" '^Content-Type: application/octet-stream$'
	like "$file: none is guessed" "$head" '^X-Content-Type-Options: nosniff$'
	like "$file: whatever shows it runs nothing" "$head" "^Content-Security-Policy: default-src 'none'; sandbox\$"
	like "$file: no robot keeps it" "$head" '^X-Robots-Tag: noindex'
	like "$file: its link is told nobody" "$head" '^Referrer-Policy: no-referrer$'
done

# ---------------------------------------------------------------- guessing

tag=$(cut -d / -f 5-6 <<<"${links[0]}")
first=${tag%%/*} rest=${tag##*/}
fetch "$site/attachments/$first/$rest/other.html"
is "another name leads nowhere" "$code" 404
fetch "$site/attachments/$first/$(tr 0-9a-f 1-9a-f0 <<<"$rest")/page.html"
is "another tag leads nowhere" "$code" 404
like "and what is wrong is not shown either" "$code" 404
for path in "" "$first" "$first/" "$first/$rest" "$first/$rest/" "../api.key" "$first/$rest/../../../../api.key" \
	"$first/$rest/..%2f..%2f..%2f..%2fapi.key" "$first/$rest/%2e%2e/%2e%2e/" "../files/" "$first/$rest/page.html/"; do
	fetch "$site/attachments/$path"
	unlike "no list and no way out: /$path" "$code" '^(2|3)'
	unlike "nothing is told by /$path" "$(tr -d '\0' <"$work/body")" 'flow-test-key|page\.html|pwned'
done
fetch "${links[0]}" -X POST -d x
like "nothing is taken" "$code" '^(403|405)$'
fetch "${links[0]}" -I
is "a look is free" "$code" 200
# What somebody else puts there as a link is not followed.
ln -s "$gate/api.key" "$archive/public/$first/$rest/key.html"
fetch "$site/attachments/$first/$rest/key.html"
unlike "no symbolic link is followed" "$code $(cat "$work/body")" '^200|flow-test-key'

# The same file in another mail, and another file of the same name, have other links.
{
	printf '%s\n' "--b" "Content-Type: text/plain" "" "Files."
	part page.html text/html "$work/svg"
	part other.html text/html "$work/page"
	echo "--b--"
} | mail "Again" "MIME-Version: 1.0" 'Content-Type: multipart/mixed; boundary=b' >"$work/mail"
deliver <"$work/mail"
mapfile -t more < <(desk_tickets '.[-1].description' | grep -Eo 'http://[^ ]+')
is "no link tells of another" "$(printf '%s\n' "${links[@]}" "${more[@]}" | cut -d / -f 5-6 | sort -u | wc -l)" 6
if [ "$(id -u)" = 0 ]; then
	is "the web server sees what is public" \
		"$(setpriv --reuid "$web_user" --regid "$web_group" --clear-groups find "$archive/files" 2>/dev/null | wc -l || true)" 1
fi
