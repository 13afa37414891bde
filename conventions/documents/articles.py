"""An article of a template, compiled: its merge fields written, its Markdown turned into blocks.

The grammar is ours and closed: `{{ name }}`, where the name is in the catalogue. Nothing is evaluated. The
Markdown is read first and values are written into the text that results, so a value that looks like Markdown,
like a field or like HTML stays the text that it is.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from markdown_it import MarkdownIt
from markdown_it.token import Token

from conventions.documents.blocks import Block, Listing, Paragraph, Run
from conventions.documents.content import Article
from conventions.documents.fields import CATALOGUE, FieldKind, FieldValues, MergeField, MissingValue, write

_BLANKS = "[ \u00a0\u202f]*"
_FIELD = re.compile(f"\\{{\\{{{_BLANKS}([a-z][a-z0-9_]*[a-z0-9]){_BLANKS}\\}}\\}}")
_LONGEST_QUOTE = 60

# Paragraphs, lists, emphasis, line breaks: no HTML, no link, no image, no title, no table.
_MARKDOWN = MarkdownIt("zero", {"html": False}).enable(["list", "emphasis", "newline", "escape"])


class BadArticle(Exception):
    """An article that cannot be compiled; its text says which one and why."""

    def __init__(self, article: str, reason: str) -> None:
        super().__init__(f"{article} : {reason}")
        self.article = article
        self.reason = reason


class UnknownField(BadArticle):
    """The article names a field that is not in the catalogue."""

    def __init__(self, article: str, name: str) -> None:
        self.name = name
        near = get_close_matches(name, CATALOGUE, n=1)
        hint = f" Vouliez-vous écrire {{{{ {near[0]} }}}} ?" if near else ""
        super().__init__(article, f"le champ de fusion « {name} » n’existe pas.{hint}")


class NotAField(BadArticle):
    """Two opening braces begin something else than a field."""

    def __init__(self, article: str, quote: str) -> None:
        super().__init__(article, f"« {quote} » n’est pas un champ de fusion. Un champ s’écrit {{{{ nom_du_champ }}}}.")


class UnwrittenField(BadArticle):
    """The article needs a value that nobody gave yet."""


def compile_article(number: int, title: str, body: str, values: FieldValues) -> Article:
    name = f"Article {number}"
    check(name, title)
    return Article(number, _Compiler(name, values).write(title), compile_text(name, body, values))


def compile_text(article: str, text: str, values: FieldValues) -> tuple[Block, ...]:
    """The blocks of a text. `article` is how people know it: it begins every refusal."""
    check(article, text)
    return tuple(_Compiler(article, values).blocks(iter(_MARKDOWN.parse(text))))


def check(article: str, text: str) -> None:
    """Refuse a text that could never be compiled; a template is checked this way when it is saved."""
    for name in names(text):
        if name not in CATALOGUE:
            raise UnknownField(article, name)
    rest = _FIELD.sub("", text)
    if (start := rest.find("{{")) >= 0:
        raise NotAField(article, _quote(rest[start:]))


def names(text: str) -> list[str]:
    """The fields that a text asks for, in order, each once."""
    return list(dict.fromkeys(_FIELD.findall(text)))


def _quote(text: str) -> str:
    line = text.splitlines()[0]
    end = line.find("}}")
    found = line[: end + 2] if end >= 0 else line
    return found if len(found) <= _LONGEST_QUOTE else f"{found[:_LONGEST_QUOTE]}…"


class _Compiler:
    """Writes the fields of one text while its Markdown is read."""

    def __init__(self, article: str, values: FieldValues) -> None:
        self.article = article
        self.values = values

    def write(self, text: str) -> str:
        return _FIELD.sub(lambda match: self._written(CATALOGUE[match[1]]), text)

    def _written(self, field: MergeField) -> str:
        try:
            return write(field, self.values.get(field.name))
        except MissingValue as error:
            raise UnwrittenField(self.article, str(error)) from error

    def blocks(self, tokens: Iterator[Token], until: str = "") -> Iterator[Block]:
        """Read blocks up to the closing token named `until`, which is consumed."""
        for token in tokens:
            if token.type == until:
                return
            if token.type == "inline":
                yield self._lone_list(token.content) or Paragraph(tuple(self._runs(token.children or [])))
            elif token.type in {"bullet_list_open", "ordered_list_open"}:
                yield self._listing(token, tokens)

    def _listing(self, opening: Token, tokens: Iterator[Token]) -> Listing:
        items: list[tuple[Block, ...]] = []
        for token in tokens:
            if token.type == "list_item_open":
                items.append(tuple(self.blocks(tokens, "list_item_close")))
            else:
                break
        return Listing(tuple(items), opening.type == "ordered_list_open", start=int(opening.attrGet("start") or 1))

    def _lone_list(self, text: str) -> Listing | None:
        """A list field alone in its paragraph becomes a bulleted list."""
        match = _FIELD.fullmatch(text.strip())
        if not match or CATALOGUE[match[1]].kind is not FieldKind.LIST:
            return None
        items = self.values.get(match[1])
        if not isinstance(items, tuple) or len(items) < 2:
            return None
        return Listing(tuple((Paragraph((Run(item),)),) for item in items))

    def _runs(self, tokens: list[Token]) -> Iterator[Run]:
        strong = emphasised = 0
        for token in tokens:
            match token.type:
                case "strong_open" | "strong_close":
                    strong += token.nesting
                case "em_open" | "em_close":
                    emphasised += token.nesting
                case "softbreak":
                    yield Run(" ")
                case "hardbreak":
                    yield Run("", is_break=True)
                case _ if token.content:
                    yield Run(self.write(token.content), bool(strong), bool(emphasised))
