"""A Catalogue: one person's authorised view of a library, holding the services."""

from __future__ import annotations

from collections.abc import Generator
from functools import cached_property
from typing import TYPE_CHECKING

from janus_desktop.cancel import Cancel
from janus_desktop.errors import Words
from janus_desktop.models import chain
from janus_desktop.models.noticing_people import notices
from janus_desktop.models.rights import Right, rights_of
from janus_desktop.models.services.attention import AttentionService
from janus_desktop.models.services.history import HistoryService
from janus_desktop.models.services.images import ImagesService
from janus_desktop.models.services.imports import ImportsService
from janus_desktop.models.services.people import PeopleService, person
from janus_desktop.models.services.pictures import PicturesService
from janus_desktop.models.services.search import SearchService
from janus_desktop.models.services.settings import SettingsService
from janus_desktop.models.services.sidecars import SidecarsService
from janus_desktop.models.services.sources import SourcesService
from janus_desktop.models.services.tags import TagsService
from janus_desktop.models.services.thumbnails import ThumbnailsService
from janus_desktop.models.services.trail import TrailService
from janus_desktop.models.tables import Security
from janus_desktop.models.transaction import Door
from janus_desktop.models.values import Step
from janus_desktop.models.values_people import ChainReport, Person

if TYPE_CHECKING:
    from janus_desktop.models.library import Library


class Catalogue:
    """Who I am, what I may, and the services. Rights are checked in the transactions, not here."""

    def __init__(self, library: Library, user: int) -> None:
        self.library = library
        self.door = Door(library.store, library.changes, user, library.session)
        self.me: Person = person(library.store, user)
        #: what this person should hear at once: changes from outside, a recovered account, failed sign-ins
        self.notices: tuple[Words, ...] = notices(library, user)

    def may(self, right: Right) -> bool:
        """Whether to offer what needs `right`; it only greys out, the transaction decides."""
        if self.me.must_change_password:
            return right is Right.OWN_SETTINGS
        return right in rights_of(self.me.role, self.me.level)

    def refresh(self) -> Person:
        """Read again who I am, after a change of people."""
        self.me = person(self.library.store, self.me.id)
        return self.me

    @cached_property
    def images(self) -> ImagesService:
        """Cards, records, edits, trash."""
        return ImagesService(self.library, self.door)

    @cached_property
    def search(self) -> SearchService:
        """Which images answer a question."""
        return SearchService(self.library, self.door)

    @cached_property
    def imports(self) -> ImportsService:
        """Taking files in."""
        return ImportsService(self.library, self.door)

    @cached_property
    def thumbnails(self) -> ThumbnailsService:
        """The pictures for the grid."""
        return ThumbnailsService(self.library, self.door)

    @cached_property
    def pictures(self) -> PicturesService:
        """Pixels of originals."""
        return PicturesService(self.library, self.door)

    @cached_property
    def tags(self) -> TagsService:
        """The tree of tags."""
        return TagsService(self.library, self.door)

    @cached_property
    def sidecars(self) -> SidecarsService:
        """XMP sidecars beside the files."""
        return SidecarsService(self.library, self.door)

    @cached_property
    def sources(self) -> SourcesService:
        """Where files come from, and whether they are still there."""
        return SourcesService(self.library, self.door)

    @cached_property
    def attention(self) -> AttentionService:
        """What wants a person."""
        return AttentionService(self.library, self.door)

    @cached_property
    def history(self) -> HistoryService:
        """The trail of operations, which is the undo stack."""
        return HistoryService(self.library, self.door)

    @cached_property
    def people(self) -> PeopleService:
        """Accounts and their sessions."""
        return PeopleService(self.library, self.door)

    @cached_property
    def trail(self) -> TrailService:
        """The log, security events, and whether the chain is whole."""
        return TrailService(self.library, self.door)

    @cached_property
    def settings(self) -> SettingsService:
        """What the library decides for everybody."""
        return SettingsService(self.library, self.door)

    def verify_chain(self, cancel: Cancel | None = None) -> Generator[Step, None, ChainReport]:
        """As `trail.verify`."""
        return self.trail.verify(cancel)

    def stay_signed_in(self, *, keyring: bool = True) -> bool:
        """Keep my session on this computer; answers whether the system's keyring holds it."""
        return self.library.stay_signed_in(self.me.id, keyring=keyring)

    def sign_out(self, *, keyring: bool = True) -> None:
        """End my session here, a kept one too."""
        self.library.forget(keyring=keyring)
        with self.library.store.write() as connection:
            chain.extend(connection, Security, user=self.me.id, action="sign-out", meta_data={})
