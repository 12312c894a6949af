"""Sentences for the person: translated first, then filled in."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from janus_desktop.errors import Words, words

#: The one context of all our sentences in the translation files.
CONTEXT = "janus"


def say(sentence: Words) -> str:
    """`sentence` in the person's language, with its arguments in the person's number format."""
    count = sentence.args.get("n")
    number = count if isinstance(count, int) and not isinstance(count, bool) else -1
    template = QCoreApplication.translate(CONTEXT, sentence.template, None, number)
    if template == sentence.template:
        template = sentence.chosen
    locale = QLocale()
    shown = {
        name: say(value)
        if isinstance(value, Words)
        else locale.toString(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else str(value)
        for name, value in sentence.args.items()
    }
    try:
        return template.format_map(shown)
    except (KeyError, IndexError, ValueError):
        return template


def tr(template: str, /, *, one: str | None = None, **args: object) -> str:
    """`template` translated and filled in; `one` is the English for `n == 1`."""
    return say(words(template, one=one, **args))
