#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What is installed is where contrib and the program look for it, and an update
# replaces nothing of the operator's.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

need_program cmake
build=$(cd "$(dirname "$TIXGATE")/.." && pwd)
dest=$work/dest

# install_it OPTION...: as README.md does, into a folder of its own
install_it() {
	status=0
	out=$(DESTDIR=$dest cmake --install "$build" "$@" 2>&1) || status=$?
	is "cmake --install $* succeeds" "$status" 0
	[ "$status" = 0 ] || explain_failure "$out"
}

desk_start
gate_install
# The very command of README.md.
options=$(sed -n 's/^ *sudo cmake --install build *//p' "$root/README.md")
# shellcheck disable=SC2086
install_it $options
for file in /etc/tixgate/tixgate.conf /etc/tixgate/ack/de.txt /usr/bin/tixgate \
	/usr/share/man/man8/tixgate.8 /usr/share/man/man5/tixgate.conf.5 /usr/share/doc/tixgate/tixgate.conf; do
	is "$file is there" "$([ -f "$dest$file" ] && echo yes)" yes
done
is "and nothing in an etc that nobody reads" "$(find "$dest" -path '*/usr/*etc*')" ""
programs=$(grep -rhoE '(/[a-z]+)+/bin/tixgate\b' "$root/contrib" | sort -u)
is "contrib looks for the program there" "$programs" /usr/bin/tixgate
status=0
out=$("$dest/usr/bin/tixgate" -c "$dest/etc/tixgate/tixgate.conf" check 2>&1) || status=$?
like "the installed program takes the installed configuration" "$out" "^ok +configuration +$dest/etc/tixgate/tixgate.conf"
is "which everybody may read, since it has no key" "$(stat -c %a "$dest/etc/tixgate/tixgate.conf")" 644

echo '# ours' >"$dest/etc/tixgate/tixgate.conf"
echo '# ours' >"$dest/etc/tixgate/ack/de.txt"
rm "$dest/etc/tixgate/ack/fr.txt"
# shellcheck disable=SC2086
install_it $options
is "an update keeps the operator's configuration" "$(cat "$dest/etc/tixgate/tixgate.conf")" "# ours"
is "and texts" "$(cat "$dest/etc/tixgate/ack/de.txt")" "# ours"
like "and says so" "$out" "Kept: $dest/etc/tixgate/tixgate.conf"
is "what is missing comes back" "$([ -f "$dest/etc/tixgate/ack/fr.txt" ] && echo yes)" yes
is "the new defaults lie beside" "$(cmp "$dest/usr/share/doc/tixgate/tixgate.conf" "$root/conf/tixgate.conf" && echo same)" same

install_it --prefix /opt/tixgate
is "under another prefix all is in its folder" "$([ -f "$dest/opt/tixgate/etc/tixgate/tixgate.conf" ] && echo yes)" yes
