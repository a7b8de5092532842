"""A window on a small project in which two people differ, with a reviewer at work on the review page."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from annotator.formats.scheme_toml import load_scheme
from annotator.model.people import Annotator, Role
from annotator.services.commands import AddSpan, Finish
from annotator.services.importing import import_paths
from annotator.services.session import Session

TEXT = (
    "Đề cao vai trò nêu gương\n"
    "Đồng chí Nguyễn Nam Đình, Bí thư Đảng ủy Khối Các cơ quan tỉnh, cho biết năm 2023 đã có 4.617 đảng viên nêu gương.\n"
)
BOUNDARY = ("Nguyễn Nam Đình", "Đồng chí Nguyễn Nam Đình")


def place(words, label, within=TEXT):
    start = within.index(words)
    return start, start + len(words), label


MARKED = {  # the two differ in an edge, a label and a missing figure; they agree on a date
    "lan-anh": [
        place("Nguyễn Nam Đình", "PERSON"),
        place("Bí thư Đảng ủy Khối Các cơ quan tỉnh", "POSITION"),
        place("năm 2023", "DATE"),
        place("4.617 đảng viên", "COUNT"),
    ],
    "quoc-bao": [
        place("Đồng chí Nguyễn Nam Đình", "PERSON"),
        place("Bí thư Đảng ủy Khối Các cơ quan tỉnh", "ORG"),
        place("năm 2023", "DATE"),
    ],
}


def build(path, texts=(TEXT,), marked=MARKED):
    people = [
        Annotator("quoc-bao", "Quốc Bảo"),
        Annotator("thu-ha", "Thu Hà", Role.REVIEWER),
        Annotator("vy", "Vy", Role.MANAGER),
    ]
    folder = path.parent / "articles"
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    with Session.create(path, load_scheme("neu-guong"), Annotator("lan-anh", "Lan Anh"), people) as session:
        import_paths(session.project, [folder], actor="")
        for who, spans in marked.items():
            session.work_as(who)
            for item in session.queue():
                text = session.document(item.document).text
                for start, end, label in spans:
                    if text[start:end] == texts[0][start:end]:
                        session.execute(AddSpan(item.document, start, end, label))
                session.execute(Finish(item.document))
        session.work_as("thu-ha")
    return path


@pytest.fixture(scope="session")
def _review_project(tmp_path_factory):
    texts = (TEXT, TEXT.replace("Đề cao", "Bàn về") + "Dòng cuối.\n")
    return build(tmp_path_factory.mktemp("review") / "review.corpus", texts)


@pytest.fixture
def project(_review_project, tmp_path):
    """A copy of the small project, to be changed."""
    return Path(shutil.copy(_review_project, tmp_path / "review.corpus"))


@pytest.fixture
def reviewing(window, app, qtbot):
    """The feature, its page on show and its cases read."""
    feature = show_review(window, app, qtbot)
    assert feature.page.view.hasFocus()
    return feature


def show_review(window, app, qtbot):
    window.actions_table["page-review"].trigger()
    feature = next(one for one in app.host.features if type(one).__name__ == "ReviewFeature")
    qtbot.waitUntil(lambda: feature.desk.index is not None and not window.workspace.busy, timeout=20_000)
    return feature


@pytest.fixture
def press(reviewing, qtbot):
    """Press keys where the focus is: ``press("1", "alt+3", "shift+Left")``."""
    window = reviewing.context.window

    def send(*keys):
        for key in keys:
            *modifiers, name = key.split("+")
            held = Qt.KeyboardModifier.NoModifier
            for modifier in modifiers:
                held |= {"alt": Qt.KeyboardModifier.AltModifier, "shift": Qt.KeyboardModifier.ShiftModifier,
                         "ctrl": Qt.KeyboardModifier.ControlModifier}[modifier]  # fmt: skip
            qtbot.keyClick(window.focusWidget(), getattr(Qt.Key, f"Key_{name}"), held)

    return send
