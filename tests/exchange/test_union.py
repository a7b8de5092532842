"""Any order, any subset, any repetition and any interruption of packages gives the same project; forks keep both sides."""

import itertools
import random
import shutil

import pytest
from exchange_kit import TEXTS, copy, give_out, new_office, send_back, state, take_in
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from project_kit import assert_sound, do, folder

from annotator.errors import Cancelled
from annotator.services import packages_merge
from annotator.services.packages import pack_work
from annotator.services.packages_merge import merge, preview
from annotator.services.packages_open import open_package
from annotator.services.session import Session
from annotator.store.project import Project

small = st.integers(0, 10_000)


class Exchange(RuleBasedStateMachine):
    """One office, a growing number of laptops (some of them copies of others, some gone back to a backup) and their packages."""

    def __init__(self):
        super().__init__()
        self._folder = folder()
        self.home = self._folder.__enter__()
        self.numbers = itertools.count()

    def teardown(self):
        try:
            self.same_in_any_order()
        finally:
            self._folder.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.office = new_office(self.home / "office.corpus", TEXTS[:2])
        self.laptops = [(give_out(self.office, self.home, who), who) for who in ("lan", "bao")]
        self.empty = copy(self.office, self.home / "empty.corpus")
        self.saved = []
        self.packages = []

    def laptop(self, number):
        return self.laptops[number % len(self.laptops)]

    @rule(which=small, gestures=st.lists(st.tuples(*[small] * 4), min_size=1, max_size=5))
    def work(self, which, gestures):
        path, who = self.laptop(which)
        with Session.open(path, annotator=who) as session:
            for gesture in gestures:
                do(session, gesture)

    @rule(which=small)
    def copy_a_laptop(self, which):
        path, who = self.laptop(which)
        if len(self.laptops) < 5:
            self.laptops.append((copy(path, self.home / f"copy-{next(self.numbers)}.corpus"), who))

    @rule(which=small)
    def keep_a_backup(self, which):
        path, _ = self.laptop(which)
        self.saved.append((copy(path, self.home / f"saved-{next(self.numbers)}"), path))

    @rule(which=small)
    def go_back(self, which):
        if self.saved:
            saved, path = self.saved[which % len(self.saved)]
            shutil.copy(saved, path)

    @rule(which=small, whole=st.booleans())
    def pack(self, which, whole):
        path, who = self.laptop(which)
        out = self.home / f"return-{next(self.numbers)}.corpuspack"
        self.packages.append(send_back(path, out, who, whole))

    @rule(which=small)
    def merge_one(self, which):
        if self.packages:
            take_in(self.office, self.packages[which % len(self.packages)])

    @rule(which=small)
    def bring_up_to_date(self, which):
        path, who = self.laptop(which)
        package = self.home / f"work-{next(self.numbers)}.corpuspack"
        with Project.open(self.office) as project:
            pack_work(project, package, who)
        before = self.undone(path, who)
        open_package(package, path)
        with Project.open(path) as project:
            assert_sound(project)
        assert self.undone(path, who) == before

    def undone(self, path, who):
        """What undo would take back on this laptop now."""
        with Session.open(path, annotator=who, read_only=True) as session:
            return session.next_undo(), session.next_redo()

    def same_in_any_order(self):
        """Merge what there is into offices that have seen nothing: forwards, backwards twice with a break, all at once, in parts."""
        chance = random.Random(len(self.packages))
        found = list(self.packages)
        states = []
        for order in (found, found[::-1], chance.sample(found, len(found))):
            office = copy(self.empty, self.home / f"office-{next(self.numbers)}.corpus")
            for package in [*order, *order[:2]]:
                if chance.random() < 0.3:
                    interrupt(office, package)
                take_in(office, package)
            states.append(state(office))
        office = copy(self.empty, self.home / f"office-{next(self.numbers)}.corpus")
        if found:
            take_in(office, *found)
        states.append(state(office))
        if found:
            told = preview(self.office, found)
            assert not told.refused
            take_in(self.office, *found)
            assert not preview(self.office, found).changed
        assert all(one == states[0] for one in states)


def interrupt(office, package):
    """A merge that is stopped in the middle leaves nothing."""

    def stop(done, total, text=""):
        raise Cancelled

    before = state(office)
    every, packages_merge._SAID_EVERY = packages_merge._SAID_EVERY, 1
    try:
        with Project.open(office) as project:
            try:
                merge(project, [package], progress=stop)
            except Cancelled:
                assert_sound(project)
                stopped = True
            else:
                stopped = False  # there was no row in it
    finally:
        packages_merge._SAID_EVERY = every
    assert not stopped or state(office) == before


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]
TestExchange = Exchange.TestCase
TestExchange.settings = settings(
    max_examples=7, stateful_step_count=14, deadline=None, suppress_health_check=QUIET
)


class LongExchange(Exchange):
    """The same, many more times."""


TestExchangeLong = pytest.mark.slow(LongExchange.TestCase)
TestExchangeLong.settings = settings(
    max_examples=400, stateful_step_count=30, deadline=None, suppress_health_check=QUIET
)
