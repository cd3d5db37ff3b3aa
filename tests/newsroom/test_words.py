"""What readers are told is in the catalogue, whole, and nothing is said beside it."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.template.base import Lexer, TokenType
from django.utils import translation
from django.utils.translation import gettext, ngettext

from newsroom.ground import words

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{[\w()%]*\}")
MARKUP = re.compile(r"<[^>]*>")
# What people read of an element though it stands in no text.
SAID_BY_ATTRIBUTES = re.compile(
    r"\b(?:alt|aria-label|placeholder|title|data-(?!module|personal|for|theme)[\w-]+)="
    r"\"([^\"]*)\""
)
KEY = re.compile(r"[a-z-]+")  # for scripts, as in data-place="reply"
WORD = re.compile(r"[^\W\d_]{2,}")
FOR_CLASSES = [["html_class"], ["main_class"], ["body_attributes"]]
NAMES = {"Aa", "Facebook", "TikTok", "YouTube"}


def catalogue(language="es", name="django.po"):
    with (words.SOURCES / language / "LC_MESSAGES" / name).open("rb") as file:
        return read_po(file, locale=language)


def forms(message) -> list[tuple[str, str]]:
    if isinstance(message.id, tuple):
        return list(zip(message.id, message.string, strict=True))
    return [(message.id, message.string)]


def test_every_string_of_the_readers_pages_has_a_translation():
    known = {(m.context, m.id): m for m in catalogue() if m.id and not m.fuzzy}

    found = words.readers_words()

    assert len(found) > 300
    missing = [said for said in found if said not in known]
    assert missing == [], "make words names what is missing"
    assert [m.id for m in known.values() if not all(t for _s, t in forms(m))] == []


@pytest.mark.parametrize("name", ["django.po", "borrowed.po"])
def test_translations_keep_what_is_filled_in_and_the_links(name):
    for message in catalogue(name=name):
        if not message.id:
            continue
        for said, translated in forms(message):
            for pattern in (PLACEHOLDER, MARKUP):
                assert sorted(pattern.findall(said)) == sorted(pattern.findall(translated)), said


def test_readers_are_addressed_in_one_way():
    formal = re.compile(
        r"\b(usted(es)?|introduzca|escriba|elija|seleccione|envíe|confirme|pulse|su (cuenta"
        r"|contraseña|correo|dirección))\b",
        re.IGNORECASE,
    )
    for name in ("django.po", "borrowed.po"):
        for message in catalogue(name=name):
            for said, translated in forms(message):
                assert not formal.search(translated), said


def test_the_words_of_django_and_allauth_that_we_say_otherwise_are_used():
    with translation.override("es"):
        assert gettext("Enter a valid date.") == "Escribe una fecha válida."
        short = "This password is too short. It must contain at least %d character."
        many = "This password is too short. It must contain at least %d characters."
        assert ngettext(short, many, 8) % 8 == (
            "La contraseña es demasiado corta: necesita al menos 8 caracteres."
        )


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1 noticia"), (0, "0 noticias"), (7, "7 noticias")]
)
def test_numbers_have_their_own_forms(number, said):
    with translation.override("es"):
        text = ngettext("%(number)s story", "%(number)s stories", number)

    assert text % {"number": number} == said


def written_by_hand(template: str) -> set[str]:
    """Words that stand in a template outside {% translate %}, in text or read attributes."""
    inside, blocks, text = 0, [], []
    for token in Lexer(template).tokenize():
        if token.token_type == TokenType.BLOCK:
            name, *rest = token.split_contents()
            if name == "block":
                blocks.append(rest[0])
            elif name == "endblock":
                blocks.pop()
            elif name in {"comment", "blocktranslate", "blocktrans"}:
                inside += 1
            elif name in {"endcomment", "endblocktranslate", "endblocktrans"}:
                inside -= 1
        elif token.token_type == TokenType.TEXT and not inside and blocks[-1:] not in FOR_CLASSES:
            text.append(token.contents)
    html = re.sub(r"<(style|script|svg).*?</\1>", "", "".join(text), flags=re.DOTALL)
    said = [value for value in SAID_BY_ATTRIBUTES.findall(html) if not KEY.fullmatch(value)]
    seen = [*said, *MARKUP.split(html)]
    return {word for piece in seen for word in WORD.findall(re.sub(r"&\w+;", "", piece))}


def test_no_word_is_written_into_a_template_past_the_catalogue():
    found = {}
    for path in words.readers_templates():
        if path.suffix == ".html" and (left := written_by_hand(path.read_text()) - NAMES):
            found[path.relative_to(words.PROJECT).as_posix()] = left

    assert found == {}


def test_a_word_past_the_catalogue_would_be_found():
    template = '<p class="a">{% translate "One" %} Two</p><input placeholder="Three">{# Four #}'

    assert written_by_hand(template) == {"Two", "Three"}


def test_gathering_adds_what_is_new_and_keeps_what_is_translated(monkeypatch, tmp_path):
    home = tmp_path / "es" / "LC_MESSAGES"
    home.mkdir(parents=True)
    monkeypatch.setattr(words, "SOURCES", tmp_path)
    (home / "django.po").write_bytes(
        (Path(words.PROJECT) / "locale/es/LC_MESSAGES/django.po").read_bytes()
    )
    monkeypatch.setattr(
        words,
        "readers_words",
        lambda: {(None, "Share"): ["a.html"], (None, "New here"): ["b.html"]},
    )

    assert words.gather("es") == ["New here"]

    text = (home / "django.po").read_text()
    assert 'msgid "Share"\nmsgstr "Compartir"' in text
    assert 'msgid "New here"\nmsgstr ""' in text
    assert words.gather("es") == ["New here"]
    assert (home / "django.po").read_text() == text


def test_compiling_is_left_out_while_nothing_changed(tmp_path):
    assert words.build(tmp_path)
    assert not words.build(tmp_path)

    (tmp_path / "es" / "LC_MESSAGES" / "django.mo").unlink()

    assert words.build(tmp_path)
