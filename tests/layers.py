# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the tree, each a function that yields (line, what is wrong)."""
import pathlib
import re
import subprocess
import sys

import layers_c

FUNCTION_LINES, FILE_LINES, PARAMETERS, LEVELS = 70, 400, 7, 4

# folder: the folders whose headers it may include
LAYERS = {
    "gateway/base": ["gateway/base"],
    "gateway/mail": ["gateway/base", "gateway/mail"],
    "filters": ["gateway/base", "gateway/mail", "filters"],
    "gateway/desk": ["gateway/base", "gateway/desk"],
    "gateway/state": ["gateway/base", "gateway/state"],
    "gateway": ["gateway", "filters"],
    "contrib/sandbox": ["contrib/sandbox"],
}
PROGRAM = ("gateway", "filters")

# One foreign library, one file. GLib is everywhere and JSON where it is needed.
EVERYWHERE = re.compile(r"(glib|glib-unix|json-c/.*|gio/.*|glib/.*)(\.h)?$")
PLACE = {
    "gmime": "gateway/mail/parse.c",
    "libxml": "gateway/mail/html.c",
    "curl": "gateway/desk/http.c",
    "libconfig": "gateway/config_file.c",
    "pcre2": "gateway/base/pattern.c",
    "sqlite3": "gateway/state/driver_sqlite.c",
    "libpq-fe": "gateway/state/driver_pgsql.c",
}
SYSTEM = re.compile(
    r"((sys|netinet|arpa|net|linux|asm|bits)/.*|assert|complex|ctype|dirent|dlfcn|elf|err|errno|execinfo|fcntl|fenv"
    r"|float|fnmatch|getopt|glob|grp|iconv|ifaddrs|inttypes|iso646|langinfo|libgen|limits|link|locale|malloc|math"
    r"|netdb|paths|poll|pthread|pwd|regex|resolv|sched|semaphore|setjmp|sgtty|signal|spawn|stdalign|stdarg|stdatomic"
    r"|stdbool|stddef|stdint|stdio|stdio_ext|stdlib|stdnoreturn|string|strings|sysexits|syslog|tar|termios|tgmath"
    r"|threads|time|uchar|ucontext|ulimit|unistd|utime|utmp|wait|wchar|wctype|wordexp)\.h$")

# Functions whose parameters a library prescribes.
PRESCRIBED = {"contrib/sandbox/server.c": {"handle"}}  # libmicrohttpd's MHD_AccessHandlerCallback

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
UNFINISHED = re.compile(r"\b(%s)\b" % "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)))
CODE = {".c", ".h"}
MARKED = CODE | {".sh", ".py", ".cmake", ".awk", ".js", ".css", ".sql"}
WORDED = MARKED | {".txt", ".cf", ".conf", ".8", ".5", ".md", ".html"}


def line_of(text, position):
    return text.count("\n", 0, position) + 1


class Source:
    def __init__(self, root, path):
        self.path = path.relative_to(root).as_posix()
        self.folder = path.relative_to(root).parent.as_posix()
        self.text = path.read_bytes().decode("utf-8", "surrogateescape")
        self.is_c = path.suffix in CODE
        self.is_header = path.suffix == ".h"
        self.in_program = self.path.split("/")[0] in PROGRAM
        self.is_script = self.text.startswith("#!")
        self.stream = layers_c.tokens(self.text) if self.is_c else []
        self.includes = [(line_of(self.text, m.start()), m[1], m[2]) for m in INCLUDE.finditer(self.text)] if self.is_c else []


# ---------------------------------------------------------------- rules for one file

def rule_licence(source, _tree):
    suffix = pathlib.PurePath(source.path).suffix
    if not (suffix in MARKED or source.is_script or source.path.endswith("CMakeLists.txt")):
        return
    lines = source.text.split("\n", 2)
    if LICENCE not in lines[1 if source.is_script and len(lines) > 1 else 0]:
        yield 1, "does not begin with its SPDX line"


def rule_unfinished(source, _tree):
    if pathlib.PurePath(source.path).suffix not in WORDED and not source.is_script:
        return
    for match in UNFINISHED.finditer(source.text):
        yield line_of(source.text, match.start()), "says %s" % match[0]


def rule_file_length(source, _tree):
    lines = source.text.count("\n")
    if source.is_c and lines > FILE_LINES:
        yield lines, "file of %d lines, more than %d" % (lines, FILE_LINES)


def rule_functions(source, _tree):
    for function in layers_c.functions(source.stream):
        if function.length > FUNCTION_LINES:
            yield function.line, "%s() has %d lines, more than %d" % (function.name, function.length, FUNCTION_LINES)
        if function.parameters > PARAMETERS and function.name not in PRESCRIBED.get(source.path, ()):
            yield function.line, "%s() has %d parameters, more than %d" % (function.name, function.parameters, PARAMETERS)
        nesting = layers_c.Nesting(function.body)
        if nesting.deepest > LEVELS:
            yield nesting.line, "%s() is %d levels deep, more than %d" % (function.name, nesting.deepest, LEVELS)
        for token in function.body:
            if token.text == "goto":
                yield token.line, "%s() has a goto" % function.name


def rule_prototypes(source, _tree):
    for name, line, parameters in layers_c.prototypes(source.stream) if source.is_header else ():
        if parameters > PARAMETERS:
            yield line, "%s() has %d parameters, more than %d" % (name, parameters, PARAMETERS)


def rule_globals(source, _tree):
    if not source.in_program or source.path == "gateway/base/log.c":
        return
    for variable in layers_c.variables(source.stream):
        if not variable.const:
            yield variable.line, "%s can be changed: only the log has mutable globals" % variable.name


def included(source, name, tree):
    """Where an included file of ours is, as the compiler would find it."""
    for folder in (source.folder, "gateway", ".", "tests"):
        path = (pathlib.PurePosixPath(folder) / name).as_posix()
        if path in tree.paths:
            return path
    return None


def layer_of(folder):
    """A folder below filters/ is what one of them is made of: the same layer."""
    return "filters" if folder.startswith("filters/") else folder


def rule_layers(source, tree):
    layer = layer_of(source.folder)
    if source.in_program and layer not in LAYERS:
        yield 1, "no layer is known for the folder %s" % layer
    if layer not in LAYERS:
        return
    for line, mark, name in source.includes:
        if mark != '"':
            continue
        path = included(source, name, tree)
        if path is None:
            yield line, "includes %s, which is nowhere" % name
            continue
        home = layer_of(pathlib.PurePosixPath(path).parent.as_posix())
        allowed = LAYERS[layer]
        inside = any(home == folder or (layer == "gateway" and home.startswith("gateway/")) for folder in allowed)
        if not inside:
            yield line, "%s may not include %s: it is of another layer" % (layer, path)


def rule_foreign(source, tree):
    for line, mark, name in source.includes:
        if mark != "<" or SYSTEM.match(name) or EVERYWHERE.match(name):
            continue
        library = name.split("/")[0].split(".")[0]
        if not source.in_program:
            continue
        place = PLACE.get(library)
        users = tree.users.setdefault(library, source.path)
        if place and source.path != place:
            yield line, "<%s> belongs into %s alone" % (name, place)
        elif users != source.path:
            yield line, "<%s> is in %s already: one library, one file" % (name, users)


def group(source, index, mark, name):
    """0 its own header, 1 the system's, 2 foreign ones, 3 ours"""
    # Files of one thing share its first word: record_read.c has record.h as its own; a test begins with what it needs.
    stem = pathlib.PurePath(source.path).stem.removeprefix("test_")
    tests = source.folder.startswith("tests")
    # What a filter is made of shares its folder, and may have one header for all.
    near = pathlib.PurePosixPath(name).parent.as_posix() == source.folder != "filters"
    own = pathlib.PurePath(name).stem.split("_")[0] == stem.split("_")[0] or tests or near
    if mark == '"':
        return 0 if index == 0 and own and (tests or not source.is_header) else 3
    return 1 if SYSTEM.match(name) else 2


def rule_order(source, _tree):
    seen, lines = -1, source.text.split("\n")
    previous = 0
    for index, (line, mark, name) in enumerate(source.includes):
        now = group(source, index, mark, name)
        if previous and any(text.lstrip().startswith("#") for text in lines[previous:line - 1]):
            seen = -1  # a conditional, or an X-macro's table: a new list begins
        if now < seen:
            yield line, "%s stands too late: own header, system, foreign, ours" % name
        elif 0 <= seen < now and "" not in lines[previous:line - 1]:
            yield line, "no blank line before the next group of includes"
        seen, previous = max(seen, now), line


FILE_RULES = [rule_licence, rule_unfinished, rule_file_length, rule_functions, rule_prototypes, rule_globals,
              rule_layers, rule_foreign, rule_order]


# ---------------------------------------------------------------- rules for the tree

def rule_filters(tree):
    table = tree.sources.get("filters/table.h")
    if table is None:
        return
    listed = {}
    for match in re.finditer(r"^X\((\w+)\)", table.text, re.M):
        listed[match[1]] = line_of(table.text, match.start())
    defined = {}
    for path, source in tree.sources.items():
        if source.folder == "filters":
            for match in re.finditer(r"^const struct filter filter_(\w+) = ", source.text, re.M):
                defined[match[1]] = (path, line_of(source.text, match.start()))
    manual = (tree.root / "conf/tixgate.conf.5")
    text = manual.read_text() if manual.exists() else ""
    for name, line in listed.items():
        if defined.get(name, ("",))[0] != "filters/%s.c" % name:
            yield table.path, line, "filters/%s.c does not define filter_%s" % (name, name)
        if "tests/filters/test_%s.c" % name not in tree.sources:
            yield table.path, line, "tests/filters/test_%s.c is missing" % name
        if not re.search(r"^\.(It|Ss|Sh|Sx)\b.*\b%s\b" % name, text, re.M):
            yield table.path, line, "conf/tixgate.conf.5 has no paragraph on the filter %s" % name
    for name, (path, line) in defined.items():
        if name not in listed:
            yield path, line, "the filter %s is not in filters/table.h" % name


TREE_RULES = [rule_filters]


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        self.users = {}
        self.sources = {}
        for path in sorted(self.files()):
            if path.is_file() and self.is_text(path):
                source = Source(self.root, path)
                self.sources[source.path] = source
        self.paths = set(self.sources) | {path.relative_to(self.root).as_posix() for path in self.root.glob("filters/*.def")}

    def files(self):
        listed = subprocess.run(["git", "-C", str(self.root), "ls-files", "-co", "--exclude-standard", "-z"], capture_output=True)
        if listed.returncode == 0 and listed.stdout:
            return [self.root / name for name in listed.stdout.decode().split("\0") if name]
        skipped = re.compile(r"/(build[^/]*|\.git)/")
        return [path for path in self.root.rglob("*") if not skipped.search("/%s" % path.relative_to(self.root).as_posix())]

    @staticmethod
    def is_text(path):
        if path.suffix in WORDED:
            return True
        with open(path, "rb") as file:
            return file.read(2) == b"#!"

    def breaches(self):
        for path, source in self.sources.items():
            for rule in FILE_RULES:
                for line, text in rule(source, self):
                    yield path, line, text
        for rule in TREE_RULES:
            yield from rule(self)


def main(root):
    count = 0
    tree = Tree(root)
    for path, line, text in tree.breaches():
        print("%s:%d: %s" % (path, line, text))
        count += 1
    if not tree.sources:
        print("%s holds no sources" % root)
        return 1
    print("%d files, %d breaches" % (len(tree.sources), count))
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
