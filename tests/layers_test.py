# SPDX-License-Identifier: GPL-3.0-or-later
"""Breaks each rule of layers.py in a small tree of its own, and wants it found."""
import pathlib
import re
import sys
import tempfile

import layers

SPDX = "// SPDX-License-Identifier: GPL-3.0-or-later\n"
MARK = "SPDX-License-Identifier: GPL-3.0-or-later\n"


def lines(count, text="\tx++;\n"):
    return text * count


def function(body, parameters="int x"):
    return "static int f(%s)\n{\n%s\treturn x;\n}\n" % (parameters, body)


SOUND = {
    "gateway/base/why.h": SPDX + "bool why_set(struct why *why, int a,\n\tconst char *b);\n",
    "gateway/base/why.c": SPDX + '#include "base/why.h"\n\n#include <string.h>\n\n#include <glib.h>\n\n#include "base/pool.h"\n'
                          + "G_DEFINE_AUTOPTR_CLEANUP_FUNC(FILE, fclose)\n" + function("\tif (x) {\n\t\tx++;\n\t} else if (x > 1)\n\t\tx--;\n"),
    "gateway/base/pool.h": SPDX + "struct pool {\n\tint size;\n\tbool (*run)(int);\n};\nenum turn { TURN_TAKEN };\nextern const int pool_max;\n",
    "gateway/base/log.c": SPDX + "static int level;\n",
    "gateway/mail/parse.c": SPDX + "#include <gmime/gmime.h>\n\n#include \"base/why.h\"\n",
    "gateway/main.c": SPDX + '#include "filters/filter.h"\n#include "mail/message.h"\n'
                      + "static volatile sig_atomic_t stop;\nstatic const char *const names[] = {\"a\"};\n",
    "gateway/mail/message.h": SPDX + '#include "base/why.h"\n',
    "filters/filter.h": SPDX + '#include "mail/message.h"\n',
    "filters/table.h": SPDX + "X(loop)\n",
    "filters/loop.c": SPDX + '#include "filters/filter.h"\n\nstatic const char *const words[] = {"Größe"};\nconst struct filter filter_loop = {\n};\n',
    "tests/filters/test_loop.c": SPDX + "static int calls;\n",
    "conf/tixgate.conf.5": ".Ss loop\n",
    "tests/run": "#!/bin/sh\n# " + MARK,
    "gateway/CMakeLists.txt": "# " + MARK,
}

# what is broken, file, its new text (None: the file is away; "+…": more of it), what is found
CASES = [
    ("no licence in a source", "gateway/base/pool.h", "struct pool;\n", r"pool\.h:1: does not begin with its SPDX"),
    ("no licence in a script", "tests/run", "#!/bin/sh\n", r"tests/run:1: does not begin"),
    ("a licence too late", "gateway/base/pool.h", "\n" + SPDX, r"pool\.h:1: does not begin"),
    ("something unfinished", "gateway/main.c", "+/* TO" + "DO: all of it */\n", r"main\.c:6: says TO"),
    ("something unfinished in a manual", "conf/tixgate.conf.5", "+FIX" + "ME\n", r"conf\.5:2: says FIX"),
    ("a long file", "gateway/main.c", SPDX + lines(400, "\n"), r"main\.c:401: file of 401 lines"),
    ("a long function", "gateway/main.c", SPDX + function(lines(67)), r"main\.c:2: f\(\) has 71 lines"),
    ("many parameters", "gateway/main.c", SPDX + function("", "int a, int b, int c, int d, int e, int f, void (*g)(int x, int y), int h"),
     r"main\.c:2: f\(\) has 8 parameters"),
    ("many parameters in a header", "gateway/base/pool.h", SPDX + "int f(int a, int b, int c, int d, int e, int f, int g, int h);\n",
     r"pool\.h:2: f\(\) has 8 parameters"),
    ("deep nesting", "gateway/main.c", SPDX + function("\tif (x)\n\tfor (;;) {\n\twhile (x)\n\tdo\n\tif (x)\n\tx = (int[]){1}[0];\n\twhile (x);\n\t}\n"),
     r"main\.c:9: f\(\) is 5 levels deep"),
    ("deep nesting in a switch", "gateway/main.c",
     SPDX + function("\tswitch (x) {\n\tcase 'a':\n\tif (x) {} else {\n\tif (x)\n\tif (x)\n\tif (x)\n\tx++;\n\t}\n\t}\n"), r"main\.c:10: f\(\) is 5 levels"),
    ("a goto", "gateway/main.c", SPDX + function("\tgoto out;\nout:\n"), r"main\.c:4: f\(\) has a goto"),
    ("a mutable global", "gateway/main.c", SPDX + "static int calls;\n", r"main\.c:2: calls can be changed"),
    ("a mutable global with a value", "gateway/main.c", SPDX + "int calls = 3;\n", r"main\.c:2: calls can be changed"),
    ("a mutable struct", "gateway/main.c", SPDX + "static struct pool pool = {1};\n", r"main\.c:2: pool can be changed"),
    ("a mutable table of strings", "gateway/main.c", SPDX + 'static const char *names[] = {"a"};\n', r"main\.c:2: names can be changed"),
    ("a mutable function pointer", "gateway/main.c", SPDX + "static int (*call)(int x);\n", r"main\.c:2: call can be changed"),
    ("a static in a function", "gateway/main.c", SPDX + function("\tstatic int calls = 0;\n"), r"main\.c:4: calls can be changed"),
    ("another layer", "gateway/base/pool.h", SPDX + '#include "mail/message.h"\n', r"pool\.h:2: gateway/base may not include gateway/mail/message\.h"),
    ("a filter that reaches the top", "filters/loop.c", '+#include "delivery.h"\n', r"loop\.c:7: includes delivery\.h, which is nowhere"),
    ("a folder that no layer knows", "gateway/extra/new.c", SPDX, r"new\.c:1: no layer is known for the folder gateway/extra"),
    ("a library in another file", "gateway/main.c", SPDX + "#include <curl/curl.h>\n", r"main\.c:2: <curl/curl\.h> belongs into gateway/desk/http\.c"),
    ("a library in a header", "gateway/mail/message.h", SPDX + "#include <gmime/gmime.h>\n", r"message\.h:2: <gmime/gmime\.h> belongs"),
    ("a new library in two files", "gateway/main.c", SPDX + "#include <idn2.h>\n", None),
    ("foreign before system", "gateway/main.c", SPDX + "#include <glib.h>\n\n#include <stdio.h>\n", r"main\.c:4: stdio\.h stands too late"),
    ("its own header in the middle", "gateway/base/why.c", SPDX + "#include <string.h>\n\n#include \"base/why.h\"\n\n#include <stdio.h>\n",
     r"why\.c:6: stdio\.h stands too late"),
    ("ours before system", "gateway/main.c", SPDX + '#include "base/why.h"\n\n#include <stdio.h>\n', r"main\.c:4: stdio\.h stands too late"),
    ("groups without a blank line", "gateway/main.c", SPDX + "#include <stdio.h>\n#include <glib.h>\n", r"main\.c:3: no blank line before"),
    ("a filter without its file", "filters/table.h", SPDX + "X(loop)\nX(gone)\n",
     r"table\.h:3: filters/gone\.c does not define(.|\n)*test_gone\.c is missing(.|\n)*no paragraph on the filter gone"),
    ("a filter that is not listed", "filters/table.h", SPDX, r"loop\.c:5: the filter loop is not in filters/table\.h"),
    ("a filter without a test", "tests/filters/test_loop.c", None, r"table\.h:2: tests/filters/test_loop\.c is missing"),
    ("a filter without a paragraph", "conf/tixgate.conf.5", ".Ss loophole\n", r"table\.h:2: conf/tixgate\.conf\.5 has no paragraph on the filter loop"),
]


def found_in(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return "\n".join("%s:%d: %s" % breach for breach in layers.Tree(folder).breaches())


def broken(name, text):
    files = dict(SOUND)
    if text is None:
        del files[name]
    else:
        files[name] = files[name] + text[1:] if text.startswith("+") else text
    return files


def check(label, found, wanted):
    """One case: exactly what is wanted is found, and nothing when nothing is wanted."""
    good = re.search(wanted, found) if wanted else not found
    print("%s - %s" % ("ok" if good else "not ok", label))
    if not good:
        print("#   found: %s\n#   wanted: %s" % (found or "nothing", wanted or "nothing"))
    return bool(good)


def main():
    results = [check("a sound tree has no breach", found_in(SOUND), None)]
    for label, name, text, wanted in CASES:
        results.append(check(label if wanted else "one file: " + label, found_in(broken(name, text)), wanted))
    twice = dict(SOUND)
    twice["gateway/a.c"] = twice["gateway/b.c"] = SPDX + "#include <idn2.h>\n"
    results.append(check("a new library in two files", found_in(twice), r"b\.c:2: <idn2\.h> is in gateway/a\.c already"))
    print("1..%d" % len(results))
    return 0 if all(results) else 1


sys.exit(main())
