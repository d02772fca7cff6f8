# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads C just well enough to measure it: tokens, functions, nesting, variables."""
import re
from typing import NamedTuple


class Token(NamedTuple):
    text: str
    line: int


class Function(NamedTuple):
    name: str
    line: int
    length: int
    parameters: int
    body: list


class Variable(NamedTuple):
    name: str
    line: int
    const: bool


TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[A-Za-z_]\w*|\.?\d[\w.]*|[^\s\w]')
NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|("(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')', re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.M)
OPEN, CLOSE = {"(": ")", "[": "]", "{": "}"}, {")", "]", "}"}


def blank(match):
    """White space of the same lines in place of what is cut out."""
    return re.sub(r"[^\n]", " ", match[0])


def without_comments(text):
    return NOISE.sub(lambda match: match[1] or blank(match), text)


def tokens(text):
    text = DIRECTIVE.sub(blank, without_comments(text))
    line, position, found = 1, 0, []
    for match in TOKEN.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        found.append(Token(match[0], line))
    return found


def matching(stream, start):
    """Index of the bracket that closes the one at `start`."""
    depth = 0
    for index in range(start, len(stream)):
        if stream[index].text in OPEN:
            depth += 1
        elif stream[index].text in CLOSE:
            depth -= 1
            if depth == 0:
                return index
    return len(stream) - 1


def declarations(stream):
    """Splits the file scope: (head tokens, body tokens or None) for each."""
    head, index = [], 0
    while index < len(stream):
        token = stream[index]
        if token.text == ";":
            yield head, None
            head = []
        elif token.text in OPEN:
            end = matching(stream, index)
            if token.text == "{" and is_function(head):
                yield head, stream[index:end + 1]
                head = []
            else:
                head += stream[index:end + 1]
            index = end
        else:
            head.append(token)
        index += 1
    if head:
        yield head, None


def is_function(head):
    texts = [token.text for token in head]
    return bool(texts) and texts[-1] == ")" and "=" not in texts


def parameter_list(head):
    """Index of the "(" of the last group on the outer level."""
    index = start = 0
    while index < len(head):
        if head[index].text in OPEN:
            start, index = index, matching(head, index)
        index += 1
    return start


def parameter_count(inside):
    if not inside or [token.text for token in inside] == ["void"]:
        return 0
    depth = commas = 0
    for token in inside:
        depth += (token.text in OPEN) - (token.text in CLOSE)
        commas += token.text == "," and depth == 0
    return commas + 1


def functions(stream):
    for head, body in declarations(stream):
        if body is None:
            continue
        start = parameter_list(head)
        name = head[start - 1]
        yield Function(name.text, name.line, body[-1].line - head[0].line + 1,
                       parameter_count(head[start + 1:-1]), body)


def prototypes(stream):
    """(name, line, parameters) of what a header declares."""
    for head, body in declarations(stream):
        texts = [token.text for token in head]
        if body is None and "(" in texts and "typedef" not in texts and "=" not in texts:
            start = texts.index("(")
            if start and texts[0] not in ("struct", "enum", "union") or "{" not in texts:
                yield head[start - 1].text, head[start - 1].line, parameter_count(head[start + 1:matching(head, start)])


class Nesting:
    """The deepest control structure of one function, and where it stands."""

    def __init__(self, body):
        self.stream, self.deepest, self.line = body, 0, body[0].line
        self.block(0, 0)

    def text(self, index):
        return self.stream[index].text if index < len(self.stream) else "}"

    def block(self, index, depth):
        index += 1
        while index < len(self.stream) and self.text(index) != "}":
            index = self.statement(index, depth)
        return index + 1

    def inner(self, index, depth):
        if depth > self.deepest:
            self.deepest, self.line = depth, self.stream[min(index, len(self.stream) - 1)].line
        return self.statement(index, depth)

    def statement(self, index, depth):
        word = self.text(index)
        if word == "{":
            return self.block(index, depth)
        if word in ("if", "for", "while", "switch"):
            index = self.inner(matching(self.stream, index + 1) + 1, depth + 1)
            return self.otherwise(index, depth) if word == "if" else index
        if word == "do":
            return self.expression(self.inner(index + 1, depth + 1))
        return self.expression(index)

    def otherwise(self, index, depth):
        if self.text(index) != "else":
            return index
        if self.text(index + 1) == "if":
            return self.statement(index + 1, depth)
        return self.inner(index + 1, depth + 1)

    def expression(self, index):
        """Up to the end of a plain statement or of a label."""
        label = self.text(index) in ("case", "default")
        while index < len(self.stream):
            word = self.text(index)
            if word == ";" or (label and word == ":"):
                return index + 1
            if word == "}":
                return index
            index = matching(self.stream, index) + 1 if word in OPEN else index + 1
        return index


def pointer_to_function(inside):
    """`* const name )…`: what stands in the first brackets of such a variable."""
    inside = inside[:[token.text for token in inside].index(")")]
    return Variable(inside[-1].text, inside[0].line, "const" in [token.text for token in inside])


def variable(head):
    """The variable that a declaration makes, or None when it makes none."""
    texts = [token.text for token in head]
    if not texts or texts[0] in ("typedef", "extern", "_Static_assert", "}"):
        return None
    if "=" in texts:
        texts = texts[:texts.index("=")]
    if "sig_atomic_t" in texts:
        return None  # the only thing that a signal handler may set
    flat, index = [], 0
    while index < len(texts):
        end = matching(head, index) if texts[index] in OPEN else index
        if texts[index] == "(":
            return pointer_to_function(head[index + 1:]) if texts[index + 1] == "*" else None
        flat.append(texts[index])
        index = end + 1
    names = [part for part in flat if re.match(r"[A-Za-z_]\w*$", part) and part not in ("static", "const", "volatile")]
    if len(names) < (3 if names and names[0] in ("struct", "enum", "union") else 2):
        return None  # a type's own declaration
    after = len(flat) - flat[::-1].index("*") if "*" in flat else 0
    return Variable(names[-1], head[0].line, "const" in flat[after:])


def variables(stream):
    """All with static storage: those of the file, and the static ones in functions."""
    for head, body in declarations(stream):
        if body is None:
            found = variable(head)
            if found:
                yield found
            continue
        for index, token in enumerate(body):
            if token.text == "static":
                end = index
                while end < len(body) and body[end].text not in ("=", ";"):
                    end += 1
                found = variable(body[index:end])
                if found:
                    yield found
