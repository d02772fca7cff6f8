# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares gateway/tixgate.8, conf/tixgate.conf.5 and conf/tixgate.conf with the program."""
import pathlib
import re
import subprocess
import sys


# ---------------------------------------------------------------- what the program says

def said(program, *args):
    done = subprocess.run([program, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
    if done.returncode:
        raise SystemExit("%s %s: status %d: %s" % (program, " ".join(args), done.returncode, done.stderr.strip()))
    return done.stdout


def commands_of(text):
    """The words that begin the lines under "Commands:"."""
    part = re.search(r"^Commands:\n((?:[ \t]+\S.*\n)+)", text, re.M | re.I)
    return re.findall(r"^ {1,4}([a-z][a-z-]*)\b", part[1], re.M) if part else []


def options_of(text):
    found = set()
    for line in re.findall(r"^[ \t]+(-.*)$", text, re.M):
        names = re.match(r"-[^\s,=]+(?:[ =][A-Z]\w*)?(?:, --[^\s=]+)?", line)[0]
        found.update(re.findall(r"(?:^|(?<=[ ,]))(--[a-z][\w-]*|-\w)", names))
    return found


class Setting:
    def __init__(self, line):
        self.path, self.type, self.default = (line.split("\t") + ["", ""])[:3]
        self.listed = False  # inside a list such as mailboxes, where no default stands


def settings_of(text):
    return {setting.path: setting for setting in map(Setting, text.splitlines())}


# ---------------------------------------------------------------- libconfig, as far as needed

LEXEME = re.compile(r'\s+|//[^\n]*|#[^\n]*|/\*.*?\*/|("(?:[^"\\]|\\.)*")|([A-Za-z*][\w*-]*)|([-+]?[\d.][\w.+-]*)|([:={}()\[\];,])', re.S)
ENDS = {"{": "}", "(": ")", "[": "]"}


class Conf:
    """Paths of a configuration with their values; a list's groups share one path."""

    def __init__(self, text):
        self.lexemes, position = [], 0
        while position < len(text):
            match = LEXEME.match(text, position)
            if not match:
                raise SystemExit("tixgate.conf:%d: cannot be read" % (text.count("\n", 0, position) + 1))
            position = match.end()
            if match.lastindex:
                self.lexemes.append(match[match.lastindex])
        self.at, self.values = 0, {}
        while self.at < len(self.lexemes):
            self.setting("")

    def take(self):
        self.at += 1
        return self.lexemes[self.at - 1]

    def peek(self):
        return self.lexemes[self.at] if self.at < len(self.lexemes) else ""

    def setting(self, prefix):
        path = prefix + self.take()
        self.take()  # = or :
        value = self.value(path)
        if value is not None:
            self.values[path] = value
        while self.peek() in (";", ","):
            self.take()

    def value(self, path):
        first = self.take()
        if first == "{":
            while self.peek() != "}":
                self.setting(path + ".")
            self.take()
            return None
        if first in ENDS:
            inside = []
            while self.peek() != ENDS[first]:
                inside.append(self.value(path))
                while self.peek() == ",":
                    self.take()
            self.take()
            return "[%s]" % ", ".join(map(str, inside)) if None not in inside else "groups"
        while first.startswith('"') and self.peek().startswith('"'):
            first = first[:-1] + self.take()[1:]
        return first


def plain(value):
    """A value in one spelling, whoever wrote it."""
    value = re.sub(r"\s+", "", value).replace("(", "[").replace(")", "]").replace('"', "")
    return {"true": "yes", "false": "no", "[]": ""}.get(value.lower(), value).replace("\\\\", "\\")


# ---------------------------------------------------------------- comparing

def source(page):
    """A manual's text without what only mandoc needs."""
    return page.read_text().replace("\\-", "-").replace("\\&", "")


def items(text, macros):
    """The words that the manual's items have behind one of these macros."""
    found = []
    for line in re.findall(r"^\.(?:It|Ss) (.*)$", text, re.M):
        macro = None
        for word in re.sub(r'[",]', " ", line).split():
            if re.fullmatch(r"[A-Z][a-z]", word):
                macro = word if word not in ("No", "Ns", "Xo", "Xc", "Oo", "Oc", "Op") else macro
            elif macro in macros and re.fullmatch(r"[\w-][\w.-]*", word):
                found.append(word)
    return found


def described_as(path, described):
    """A setting that all filters have may stand once, as filters.NAME.enabled."""
    return path in described or re.sub(r"^filters\.\w+\.", "filters.NAME.", path) in described


def compare_commands(program, page):
    top = said(program, "--help")
    commands = commands_of(top)
    if not commands:
        yield "tixgate --help names no command under \"Commands:\""
    documented = set(items(page, ("Cm", "Ic", "Nm"))) | set(re.findall(r"^\.Ss (?:Cm |Ic )?(\S+)", page, re.M))
    for command in commands:
        if command not in documented:
            yield "tixgate.8 does not describe the command %s" % command
    for name in sorted(set(items(page, ("Cm",))) - set(commands)):
        yield "tixgate.8 describes the command %s, which the program does not know" % name
    known, described = {"--help", "--version", "-h", "-V"}, set()
    for word in items(page, ("Fl",)):
        described.add("-" + word)
    for command in [None, *commands]:
        options = options_of(top if command is None else said(program, command, "--help"))
        known |= options
        for option in sorted(options - described - {"--help", "-h", "-?", "--help-all"}):
            yield "tixgate.8 does not describe the option %s of %s" % (option, command or "tixgate")
    for option in sorted(described - known):
        yield "tixgate.8 describes the option %s, which the program does not know" % option


def compare_settings(settings, page, conf, comments):
    tops = {path.split(".")[0] for path in settings}
    described = [word for word in items(page, ("Va", "Ic", "Cm", "Li")) if word.split(".")[0] in tops]
    # A filter's settings stand in the text of its own item.
    described += re.findall(r"^\.Va (filters\.[\w.]+)", page, re.M)
    lists = {path for path, value in conf.items() if value in ("groups", "[]")}
    for path, setting in settings.items():
        setting.listed = any(path.startswith(name + ".") for name in lists)
        if not described_as(path, described):
            yield "tixgate.conf.5 does not describe %s" % path
        if setting.listed:
            if path not in conf and not re.search(r"\b%s\b" % re.escape(path.split(".")[-1]), comments):
                yield "tixgate.conf does not show %s" % path
        elif path not in conf:
            yield "tixgate.conf does not state %s" % path
        elif conf[path] != "groups" and plain(conf[path]) != plain(setting.default):
            yield "tixgate.conf says %s = %s, but its default is %s" % (path, conf[path], setting.default or '""')
    for path in sorted(set(described) - set(settings)):
        if "." in path and ".NAME." not in path:
            yield "tixgate.conf.5 describes %s, which the program does not know" % path
    for path in sorted(set(conf) - set(settings)):
        if path not in lists:
            yield "tixgate.conf states %s, which the program does not know" % path


def lint(page):
    done = subprocess.run(["mandoc", "-T", "lint", str(page)], capture_output=True, text=True, timeout=30)
    # Which other manuals are installed is the machine's affair.
    return [line for line in done.stdout.splitlines() if "referenced manual not found" not in line]


def compare(root, program):
    gateway, conf = root / "gateway/tixgate.8", root / "conf/tixgate.conf"
    page = root / "conf/tixgate.conf.5"
    missing = [str(path) for path in (gateway, conf, page) if not path.exists()]
    if missing:
        return ["%s is missing" % path for path in missing]
    text = conf.read_text()
    settings = settings_of(said(program, "check", "--settings"))
    problems = ["tixgate check --settings prints nothing"] if not settings else []
    problems += compare_commands(program, source(gateway))
    problems += compare_settings(settings, source(page), Conf(text).values, "\n".join(re.findall(r"(?://|#).*", text)))
    return problems + lint(gateway) + lint(page)


def main(root, program):
    problems = compare(pathlib.Path(root), program)
    for problem in problems:
        print(problem)
    print("manual: %d differences" % len(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
