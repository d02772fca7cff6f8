# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets a small program and its manual disagree in each way, and wants it found."""
import pathlib
import re
import sys
import tempfile

import manual

HELP = """Usage:
  tixgate [OPTION...] [COMMAND]

Commands:
  deliver   takes a mail
  check     looks at the configuration

Options:
  -c, --config=FILE    the configuration
  -h, --help           this text
"""
DELIVER = "Options:\n  --sender=ADDRESS   the envelope sender, as --recipient\n"
SETTINGS = 'api.url\tstring\thttps://example.com/v1\napi.timeout\tint\t20\nthread.subject\tarray\t["a", "b"]\n' \
    "trace.on\tbool\ttrue\nfilters.loop.enabled\tbool\ttrue\nmailboxes.name\tstring\t\nmailboxes.address\tarray\t\nrules.match\tstring\t\n"
PROGRAM = """#!/bin/sh
case "$*" in
"--help") cat <<'END'
%s
END
;;
"deliver --help") cat <<'END'
%s
END
;;
"check --help") echo ;;
"check --settings") printf '%%s' '%s' ;;
*) exit 64 ;;
esac
"""
HEAD = ".Dd May 6, 2024\n.Dt TIXGATE 8\n.Os\n.Sh NAME\n.Nm tixgate\n.Nd a gateway\n.Sh DESCRIPTION\n.Bl -tag -width Ds\n"
GATEWAY = HEAD + ".It Fl c , Fl -config Ns = Ns Ar FILE\nSays.\n.It Cm deliver\nTakes.\n.It Cm check\nLooks.\n" \
    ".It Fl -sender Ns = Ns Ar ADDRESS\nSays.\n.El\n"
PAGE = HEAD + "".join(".It Va %s\nSays.\n" % line.split("\t")[0] for line in SETTINGS.splitlines()) + ".El\n"
CONF = """// A comment with a "quote".
api : { url = "https://example.com/" "v1"; timeout = 20; };
thread = { subject = [ "a", "b" ] };
trace : { on = true; };
filters : { loop : { enabled = true; }; };
mailboxes : ( { name = "support"; address = [ "a@example.com" ]; } );
// match = "...";
rules : ( );
"""

# what differs, the file, what is replaced, with what, what is found (None: nothing)
CASES = [
    ("all agree", "gateway/tixgate.8", "", "", None),
    ("a default in another spelling", "settings", "true", "yes", None),
    ("an option with its hyphens escaped", "gateway/tixgate.8", "Fl -sender", "Fl \\-sender", None),
    ("two settings in one item", "conf/tixgate.conf.5", ".It Va api.timeout\nSays.\n.It Va thread.subject", ".It Va api.timeout , thread.subject", None),
    ("a setting of all filters", "conf/tixgate.conf.5", "filters.loop.enabled", "filters.NAME.enabled", None),
    ("a filter's setting in the text", "conf/tixgate.conf.5", ".It Va filters.loop.enabled\nSays.", ".It loop\nSays.\n.Va filters.loop.enabled .", None),
    ("a filter's setting that is not", "conf/tixgate.conf.5", ".It Va filters.loop.enabled\nSays.", ".It loop\n.Va filters.loop.enabled .\n.Va filters.loop.gone ;",
     "5 describes filters.loop.gone, which"),
    ("a command is not described", "gateway/tixgate.8", ".It Cm check\nLooks.\n", "", "8 does not describe the command check"),
    ("a command is described that is not", "gateway/tixgate.8", "Cm check", "Cm check\nLooks.\n.It Cm fly", "command fly, which the program"),
    ("an option is not described", "gateway/tixgate.8", ".It Fl -sender Ns = Ns Ar ADDRESS\nSays.\n", "",
     "8 does not describe the option --sender of deliver"),
    ("a short option is not described", "gateway/tixgate.8", "Fl c , ", "", "8 does not describe the option -c of tixgate"),
    ("an option is described that is not", "gateway/tixgate.8", "Fl -sender", "Fl -sender , Fl -sendr", "option --sendr, which the program"),
    ("a setting is not described", "conf/tixgate.conf.5", ".It Va api.timeout\nSays.\n", "", "5 does not describe api.timeout"),
    ("a setting is described that is not", "conf/tixgate.conf.5", "api.timeout", "api.timeout\nSays.\n.It Va api.tmeout",
     "5 describes api.tmeout, which the program"),
    ("a setting does not stand in the configuration", "conf/tixgate.conf", "timeout = 20;", "", "conf does not state api.timeout"),
    ("a setting stands there that is not", "conf/tixgate.conf", "timeout = 20;", "timeout = 20; tmeout = 1;", "conf states api.tmeout, which"),
    ("another default", "conf/tixgate.conf", "20", "30", "conf says api.timeout = 30, but its default is 20"),
    ("another default of a list", "conf/tixgate.conf", '"a", "b"', '"a"', "conf says thread.subject"),
    ("a mailbox's setting is not shown", "conf/tixgate.conf", 'name = "support";', "", "conf does not show mailboxes.name"),
    ("a rule's setting is not shown", "conf/tixgate.conf", "// match", "// m", "conf does not show rules.match"),
    ("a manual that mandoc does not like", "gateway/tixgate.8", ".El\n", "", "blocks? not closed|not closed|missing end"),
    ("no manual", "conf/tixgate.conf.5", None, None, "tixgate.conf.5 is missing"),
]


def found_in(name, old, new):
    files = {"gateway/tixgate.8": GATEWAY, "conf/tixgate.conf.5": PAGE.replace("TIXGATE 8", "TIXGATE.CONF 5"), "conf/tixgate.conf": CONF,
             "settings": SETTINGS}
    if old is None:
        del files[name]
    else:
        files[name] = files[name].replace(old, new, 1) if old else files[name]
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        program = root / "tixgate"
        program.write_text(PROGRAM % (HELP, DELIVER, files["settings"]))
        program.chmod(0o755)
        return manual.compare(root, str(program))


def main():
    failed = 0
    for label, name, old, new, wanted in CASES:
        found = found_in(name, old, new)
        good = len(found) >= 1 and re.search(wanted, "\n".join(found)) if wanted else not found
        print("%s - %s" % ("ok" if good else "not ok", label))
        if not good:
            failed += 1
            print("#   found: %s\n#   wanted: %s" % (found, wanted))
    print("1..%d" % len(CASES))
    return 1 if failed else 0


sys.exit(main())
