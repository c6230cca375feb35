"""A text for a shell → the commands in it, as far as that can be told without running it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_OPENING = frozenset(("if", "for", "while", "until", "case", "{", "select"))
_CLOSING = frozenset(("fi", "done", "esac", "}"))
_BETWEEN = frozenset(("then", "else", "elif", "do", "!", "time"))
_SEPARATORS = ("&&", "||", ";;", "|&", "\n", ";", "|", "&", "(", ")")
_BLANK = " \t\r"
_COPIES = tuple("0123456789-")
"""What follows `>&` where no file is meant."""


class Word(NamedTuple):
    """A word without its quotes."""

    text: str
    expands: bool = False
    """Whether the shell would make something else of it: a variable, the output of a command, names of files."""


class Token(NamedTuple):
    """A word, or what stands between words."""

    word: Word | None
    sign: str = ""
    """`&&`, `|`, a line end …; `>` before a file that is written to, `<` before one that is read."""


class Command(NamedTuple):
    """One command; `whole` when it is no more than its words, and not a loop, a group or the like."""

    words: tuple[Word, ...]
    whole: bool = True


class Pipe(NamedTuple):
    """Commands whose output goes into the next one's input."""

    commands: tuple[Command, ...]
    negated: bool = False


class Item(NamedTuple):
    """Pipes that are joined by `&&` and `||`: what a shell that stops at the first failure looks at as a whole."""

    pipes: tuple[Pipe, ...]
    joints: tuple[str, ...] = ()
    background: bool = False


def tokens(text: str) -> Iterator[Token]:
    """The words and signs of a text, comments and the contents of here-documents left out."""
    place, documents = 0, list[str]()
    awaits_end = False
    while (place := _next(text, place)) < len(text):
        redirection = _redirection(text, place)
        if redirection > 0:
            sign = text[place : place + redirection]
            awaits_end = sign.lstrip("0123456789") in ("<<", "<<-")
            place += redirection
            if sign[-1] == "&" and text[place : place + 1] in _COPIES:
                place += 1  # `2>&1`
            else:
                yield Token(None, "<" if ">" not in sign else ">")
        elif sign := next((s for s in _SEPARATORS if text.startswith(s, place)), ""):
            place += len(sign)
            while sign == "\n" and documents:
                place = _after_document(text, place, documents.pop(0))
            yield Token(None, sign)
        else:
            word, place = _word(text, place)
            if awaits_end:
                documents.append(word.text)
                awaits_end = False
            yield Token(word)


def _next(text: str, place: int) -> int:
    """Where the next word or sign begins."""
    while place < len(text):
        if text[place] in _BLANK:
            place += 1
        elif text.startswith("\\\n", place):
            place += 2
        elif text[place] == "#":
            place = _line_end(text, place)
        else:
            break
    return place


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    return len(text) if found < 0 else found


def _redirection(text: str, place: int) -> int:
    """The length of the redirection that begins here; 0 when there is none."""
    start = place
    while place < len(text) and text[place].isdigit():
        place += 1
    if text.startswith("&>", start):
        return 3 if text.startswith("&>>", start) else 2
    for sign in ("<<<", "<<-", "<<", "<&", "<>", ">>", ">&", ">|", "<", ">"):
        if text.startswith(sign, place):
            return 0 if text.startswith(("<(", ">("), place) else place + len(sign) - start
    return 0


def _after_document(text: str, place: int, name: str) -> int:
    while place < len(text):
        end = _line_end(text, place)
        line = text[place:end]
        place = min(end + 1, len(text))
        if line.strip("\t") == name:
            break
    return place


def _word(text: str, place: int) -> tuple[Word, int]:
    made: list[str] = []
    expands = False
    while place < len(text):
        char = text[place]
        if char in _BLANK or char in "\n;|&()<>":
            if not text.startswith(("<(", ">("), place):
                break
            end = _balanced(text, place + 1)
            made.append(text[place:end])
            expands, place = True, end
        elif char == "\\":
            made.append(text[place + 1 : place + 2].replace("\n", ""))
            place += 2
        elif char == "'":
            end = text.find("'", place + 1)
            end = len(text) if end < 0 else end
            made.append(text[place + 1 : end])
            place = end + 1
        elif char == '"':
            inner, more, place = _quoted(text, place + 1)
            made.append(inner)
            expands = expands or more
        elif char in "$`":
            end = _expansion(text, place)
            made.append(text[place:end])
            expands, place = expands or end > place + 1, end
        else:
            expands = expands or char in "*?["
            made.append(char)
            place += 1
    found = "".join(made)
    return Word(found, expands and found not in ("[", "[[")), place


def _quoted(text: str, place: int) -> tuple[str, bool, int]:
    """What stands in double quotes, whether the shell fills something in, and where it goes on."""
    made: list[str] = []
    expands = False
    while place < len(text) and text[place] != '"':
        if text[place] == "\\" and text[place + 1 : place + 2] in ('"', "\\", "$", "`"):
            made.append(text[place + 1])
            place += 2
        elif text[place] in "$`":
            end = _expansion(text, place)
            made.append(text[place:end])
            expands = expands or end > place + 1
            place = end
        else:
            made.append(text[place])
            place += 1
    return "".join(made), expands, place + 1


def _expansion(text: str, place: int) -> int:
    """Where a `$…` or a text in backquotes ends."""
    if text[place] == "`":
        end = text.find("`", place + 1)
        return len(text) if end < 0 else end + 1
    if text.startswith("$(", place):
        return _balanced(text, place + 1)
    if text.startswith("${", place):
        end = text.find("}", place)
        return len(text) if end < 0 else end + 1
    end = place + 1
    if end < len(text) and not (text[end].isalnum() or text[end] == "_"):
        return end + 1 if text[end] in "?!#@*$-" else end
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return end


def _balanced(text: str, place: int) -> int:
    """Where the parentheses end that begin here; quotes inside them are looked at."""
    depth = 0
    while place < len(text):
        char = text[place]
        if char == "'":
            end = text.find("'", place + 1)
            place = len(text) if end < 0 else end
        elif char == '"':
            place = _quoted(text, place + 1)[2] - 1
        elif char == "\\":
            place += 1
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return place + 1
        place += 1
    return len(text)


class _Reader:
    """Puts tokens together to items."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._pipes: list[Pipe] = []
        self._joints: list[str] = []
        self._commands: list[Command] = []
        self._words: list[Word] = []
        self._negated = False
        self._whole = True
        self._open: list[str] = []
        """What has been opened and not closed: loops, conditions, groups, parentheses."""
        self._first = True
        """Whether a command may begin here."""
        self._target = False
        """Whether the next word is the file of a redirection."""

    def take(self, token: Token) -> None:
        """Go on with the next token."""
        if token.word is None:
            self._sign(token.sign)
        elif self._target:
            self._target = False
        else:
            self._word(token.word)

    def _word(self, word: Word) -> None:
        keyword = self._first and not word.expands
        if keyword and word.text == "!" and not self._open:
            self._negated = not self._negated
            return
        if keyword and word.text in _OPENING:
            self._open.append(word.text)
            self._whole = False
        elif keyword and self._open and word.text in _CLOSING:
            self._open.pop()
        self._first = keyword and word.text in _BETWEEN | _OPENING
        self._words.append(word)

    def _sign(self, sign: str) -> None:
        if sign in ("<", ">"):
            self._target = True
            return
        self._first = True
        if sign == "(":
            self._open.append(sign)
            self._whole = False
        elif sign == ")":
            if self._open and self._open[-1] == "(":
                self._open.pop()
        elif self._open or (sign == "\n" and self._goes_on()):
            return
        elif sign in ("|", "|&"):
            self._command()
        elif sign in ("&&", "||"):
            self._pipe()
            self._joints.append(sign)
        else:
            self.end(background=sign == "&")

    def _goes_on(self) -> bool:
        """Whether the last line ended with `|`, `&&` or `||`."""
        return not self._words and self._whole and bool(self._commands or len(self._joints) == len(self._pipes) > 0)

    def _command(self) -> None:
        if self._words or not self._whole:
            self._commands.append(Command(tuple(self._words), self._whole))
        self._words, self._whole = [], True

    def _pipe(self) -> None:
        self._command()
        if self._commands:
            self._pipes.append(Pipe(tuple(self._commands), self._negated))
        self._commands, self._negated = [], False

    def end(self, *, background: bool = False) -> None:
        """The item is over."""
        self._pipe()
        if self._pipes:
            self.items.append(Item(tuple(self._pipes), tuple(self._joints[: len(self._pipes) - 1]), background))
        self._pipes, self._joints = [], []


def items(text: str) -> tuple[Item, ...]:
    """What a shell would do, one thing after another. A loop, a condition or a group is one command that is not `whole`."""
    reader = _Reader()
    for token in tokens(text):
        reader.take(token)
    reader.end()
    return tuple(reader.items)


def commands(text: str) -> Iterator[tuple[Word, ...]]:
    """The words of every simple command, also of those in loops, conditions and groups."""
    words: list[Word] = []
    target = False
    for token in tokens(text):
        if token.word is None:
            if token.sign in ("<", ">"):
                target = True
                continue
            if words:
                yield tuple(words)
            words = []
        elif target:
            target = False
        elif words or token.word.expands or token.word.text not in _OPENING | _CLOSING | _BETWEEN:
            words.append(token.word)
    if words:
        yield tuple(words)
