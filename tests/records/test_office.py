"""Who belongs: rights come from present administrators only, links die with them, and no row stops the readers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfbot.domain.books.members import LOADER, Member, Role
from perfbot.records.office import InviteRefused, LastAdmin, Office, UnknownMember
from perfbot.store.tiny.store import create_store
from tests.store_faults import UnwaitingDisk

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PEOPLE = (1, 2, 3, 4)
INVISIBLE = (None, "", " ", "\u3164", "\u200b", "\u2800", "\u00a0\u3000", "\u202e\u2066", "\ufe0f", "\u115f\uffa0")


@contextmanager
def office_store() -> Iterator[Any]:
    with tempfile.TemporaryDirectory() as folder:
        store = create_store(Path(folder) / "data", NOW, disk=UnwaitingDisk())
        try:
            yield store
        finally:
            store.close()


@contextmanager
def office() -> Iterator[Office]:
    """An office with administrators 1 and 2."""
    with office_store() as store:
        made = Office(store)
        for person in (1, 2):
            made.admit(Member(person, f"管理员{person}", Role.ADMIN), LOADER, NOW)
        yield made


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["invite", "open", "remove", "role", "take back", "later"]),
        st.sampled_from(PEOPLE),
        st.sampled_from(PEOPLE),
        st.sampled_from(list(Role)),
    ),
    max_size=25,
)


class Model:
    """The rule by itself: a link works while its maker has been an administrator ever since it was made."""

    def __init__(self, office: Office) -> None:
        self.office, self.now = office, NOW
        self.links: list[tuple[str, int, Role, datetime]] = []
        self.dead: set[str] = set()

    def step(self, what: str, by: int, about: int, role: Role) -> None:
        actor = self.office.member(by)
        if what == "later":
            self.now += timedelta(hours=7)
        elif what == "open":
            self.opened(by)
        elif actor is not None and actor.is_admin:
            with suppress(LastAdmin, UnknownMember):
                self.by_admin(what, actor, about, role)

    def by_admin(self, what: str, actor: Member, about: int, role: Role) -> None:
        if what == "invite":
            payload = self.office.invite(actor, self.now, "", role, ())
            self.links.append((payload, actor.id, role, self.now))
        elif what == "take back":
            for invite in self.office.open_invites(self.now)[:1]:
                assert self.office.withdraw(invite.id[:16], actor, self.now) == invite
                self.dead |= {one[0] for one in self.links if one[3] == invite.made_at and one[1] == invite.made_by}
        else:
            self.changed(what, actor, about, role)

    def changed(self, what: str, actor: Member, about: int, role: Role) -> None:
        known = self.office.member(about)
        if what == "remove":
            self.office.remove(about, actor, self.now)
        elif known is not None:
            self.office.change(replace(known, role=role), "role", actor, self.now, role.value)
        after = self.office.member(about)
        if after is None or not after.is_admin:
            self.dead |= {payload for payload, maker, *_ in self.links if maker == about}

    def opened(self, person: int) -> None:
        """Somebody who is no member tries every link there ever was, the newest first."""
        for payload, maker, role, made_at in reversed(self.links):
            if self.office.member(person) is not None:
                return
            given_by = self.office.member(maker)
            alive = payload not in self.dead and self.now - made_at < timedelta(hours=24)
            try:
                member, invite = self.office.accept(payload, person, f"人{person}", self.now)
            except InviteRefused:
                continue
            assert alive
            assert given_by is not None
            assert given_by.is_admin
            assert (member.role, invite.made_by) == (role, maker)
            self.dead.add(payload)


@settings(max_examples=40)
@given(STEPS)
def test_no_sequence_of_invitations_removals_and_roles_gives_rights_that_no_present_administrator_gave(
    steps: list[tuple[str, int, int, Role]],
) -> None:
    with office() as made:
        model = Model(made)
        for what, by, about, role in steps:
            model.step(what, by, about, role)
            open_ones = made.open_invites(model.now)
            makers = [made.member(invite.made_by) for invite in open_ones]
            assert all(maker is not None and maker.is_admin for maker in makers)
            assert made.admins()


def test_a_link_of_one_who_was_removed_or_demoted_stays_dead_also_after_their_return() -> None:
    with office() as made:
        one, two = made.admins()
        for lesser in (replace(one, removed=True), replace(one, role=Role.VIEWER)):
            payload = made.invite(one, NOW, "甲", Role.ADMIN, ())
            made.change(lesser, "changed", two, NOW)
            made.change(one, "role", two, NOW)
            with pytest.raises(InviteRefused):
                made.accept(payload, 3, "甲", NOW)


def test_who_comes_back_keeps_the_name_in_the_trail() -> None:
    with office() as made:
        one, two = made.admins()
        made.remove(one.id, two, NOW)
        made.accept(made.invite(two, NOW, "别的名字", Role.VIEWER, ()), one.id, "又一个", NOW)
        assert made.names()[one.id] == one.name
        assert all("别的名字" not in (by, about) for _, by, _, about, _ in made.told_trail())


@pytest.mark.parametrize("name", INVISIBLE)
def test_a_name_that_nobody_can_see_becomes_the_number(name: Any) -> None:
    with office() as made:
        admin = made.admins()[0]
        member, _ = made.accept(made.invite(admin, NOW, name, Role.EDITOR, ()), 3, name, NOW)
        assert member.name == "3"
        made.mark_started(3, name, NOW)
        assert made.change(replace(member, name=name), "name", admin, NOW).name == "3"
        assert made.admit(Member(4, name, Role.VIEWER), admin, NOW).name == "4"


@pytest.mark.parametrize("name", ["陈敏", "ㅤ陈", "👩🏽‍🌾", "é", "-", "Ｎ"])
def test_a_name_that_can_be_seen_stays_as_it_is(name: str) -> None:
    with office() as made:
        assert made.admit(Member(4, name, Role.VIEWER), LOADER, NOW).name == name


ROWS: list[tuple[str, dict[str, Any]]] = [
    ("members", {"id": "3", "name": None, "role": "editor", "started": True}),
    ("members", {"id": "4", "role": "viewer"}),
    ("members", {"id": "5", "name": 5, "role": "viewer", "section": None}),
    ("members", {"id": "x", "name": "甲", "role": "viewer"}),
    ("members", {"id": "6", "name": "甲", "role": "king"}),
    ("members", {"id": "7", "name": "甲", "role": "editor", "scopes": None}),
    ("invites", {"id": "a", "name": None, "role": "admin"}),
    ("trail", {"id": "b", "at": None, "by": 1, "about": None, "what": None}),
    ("trail", {"id": "c", "at": NOW.isoformat(), "by": 1, "about": 3, "what": None, "detail": None}),
    ("chats", {"id": "-1", "now": None}),
]


def test_no_row_that_stands_in_the_offices_file_stops_its_readers() -> None:
    with office_store() as store:
        Office(store).admit(Member(1, "管理员", Role.ADMIN), LOADER, NOW)
        store.put_office(ROWS)
        made = Office(store)
        assert [(one.id, one.name) for one in made.members()] == [(1, "管理员"), (3, "3"), (4, "4"), (5, "5")]
        assert [one.id for one in made.admins()] == [1]
        assert made.open_invites(NOW) == ()
        assert len(made.told_trail()) == 2
        assert dict(made.names())[3] == "3"


def test_two_of_one_name_are_told_apart_by_their_numbers() -> None:
    with office() as made:
        for person in (3, 4):
            made.admit(Member(person, "陈敏", Role.EDITOR), LOADER, NOW)
        assert (made.names()[3], made.names()[4], made.names()[1]) == ("陈敏 3", "陈敏 4", "管理员1")
