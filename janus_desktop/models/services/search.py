"""Which images answer a question."""

from __future__ import annotations

from array import array

from sqlalchemy import func, select

from janus_desktop.cancel import Cancel
from janus_desktop.errors import Stopped, words
from janus_desktop.models import completing, pages, questions
from janus_desktop.models.services.base import Service
from janus_desktop.models.store import among
from janus_desktop.models.tables import Image
from janus_desktop.models.values import Completion, Found, Mark, Page, Question
from janus_desktop.search import parse
from janus_desktop.search.tree import Trouble

#: rows a fetch: no single call may hold the interpreter long
FETCH = 2000


class SearchService(Service):
    """Answers in ids; cards are asked for as they are shown."""

    def find(self, question: Question, cancel: Cancel | None = None) -> Found:
        """All ids in order, and where each group starts; `Stopped` when `cancel` interrupts it."""
        ids, runs = array("q"), list[tuple[int, str]]()
        last: object = runs
        with self.store.read(cancel) as connection:
            result = connection.execute(questions.ordered(question))
            grouped = len(result.keys()) > 1
            while page := result.fetchmany(FETCH):
                if cancel is not None and cancel.asked:
                    raise Stopped(words("The question was withdrawn."))
                if grouped:
                    for row in page:
                        if row[1] != last:
                            last = row[1]
                            runs.append((len(ids), "" if last is None else str(last)))
                        ids.append(row[0])
                else:
                    ids.extend(row[0] for row in page)
        return Found(question, ids, tuple(runs))

    def page(
        self, question: Question, limit: int = 200, after: Mark | None = None, cancel: Cancel | None = None
    ) -> Page:
        """The first `limit` ids, or those that come after `after`; takes as long at any depth."""
        with self.store.read(cancel) as connection:
            return pages.page(connection, question, limit, after)

    def count(self, question: Question, cancel: Cancel | None = None) -> int:
        """How many images answer."""
        with self.store.read(cancel) as connection:
            return int(
                connection.scalar(select(func.count()).select_from(Image).where(*questions.conditions(question))) or 0
            )

    def complete(self, text: str, cursor: int, cancel: Cancel | None = None) -> tuple[Completion, ...]:
        """What may stand at `cursor` in the query `text`: fields, values with how many images have them."""
        with self.store.read(cancel) as connection:
            return completing.complete(connection, text, cursor)

    def troubles(self, text: str) -> tuple[Trouble, ...]:
        """What in `text` cannot be understood, and metadata keys that no image has."""
        troubles = parse(text).troubles
        with self.store.read() as connection:
            return tuple(sorted((*troubles, *completing.unknown(connection, text)), key=lambda each: each.start))

    def sizes(self, ids: list[int], cancel: Cancel | None = None) -> int:
        """The bytes of the files of `ids` together."""
        with self.store.read(cancel) as connection:
            return int(connection.scalar(select(func.sum(Image.size)).where(among(Image.id, ids))) or 0)
