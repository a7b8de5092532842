"""A window on a small project: three real-looking articles, one annotator and a second one."""

import shutil
from pathlib import Path

import pytest

ARTICLE = (
    "Đề cao vai trò nêu gương\n"
    "(Báo Sơn Hà) - Theo số liệu của Đảng bộ khối, năm 2023 đã có 4.617 đồng chí đảng viên được đánh giá nêu gương.\n"
    "\n"
    "Đồng chí Nguyễn Nam Đình, Bí thư Đảng ủy Khối Các cơ quan tỉnh, phát biểu tại hội nghị.\n"
)


def make_project(path: Path, articles: list[str], *, suggestions: bool = False) -> Path:
    """Suggestions arrive when they are found; what tests other things is not to meet them half way."""
    from annotator.formats.scheme_toml import load_scheme
    from annotator.model.facts import OPTION, fact_edit
    from annotator.model.history import PROJECT
    from annotator.model.people import Annotator
    from annotator.services.importing import import_paths
    from annotator.services.session import Session
    from annotator.services.suggest_settings import NAME

    folder = path.parent / "articles"
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(articles):
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
    people = Annotator("lan-anh", "Lan Anh"), [Annotator("quoc-bao", "Quốc Bảo")]
    with Session.create(path, load_scheme("neu-guong"), *people) as session:
        import_paths(session.project, [folder], actor="lan-anh")
        if not suggestions:
            off = [(PROJECT, edit) for edit in fact_edit({}, OPTION, NAME, {"sources": []})]
            session.project.commit("set-suggestions", "", off)  # nobody's step: nobody can undo it
    return path


@pytest.fixture(scope="session")
def _small_project(tmp_path_factory):
    texts = [ARTICLE, ARTICLE.replace("Đề cao", "Bàn về"), "Trưởng phố 20 năm\nLàm trước, nói sau.\n"]
    return make_project(tmp_path_factory.mktemp("project") / "small.corpus", texts)


@pytest.fixture
def project(_small_project, tmp_path):
    """A copy of the small project, to be changed."""
    return Path(shutil.copy(_small_project, tmp_path / "small.corpus"))


@pytest.fixture
def app(qtbot, qapp, tmp_path):
    """The program with nothing open; everything it made is gone afterwards."""
    from annotator.ui.app import App
    from annotator.ui.settings import Settings

    settings = Settings(qapp, tmp_path / "window.ini")
    made = App(qapp, settings)
    made.window.resize(1440, 900)
    yield made
    made.window.close()
    for left in (made.window, made, settings):
        left.deleteLater()
    qapp.setStyleSheet("")


@pytest.fixture
def window(app, project, qtbot):
    """The window on the small project, the article focused."""
    app.window.show()
    assert app.open(project)
    app.window.activateWindow()
    app.window.workspace.focus_article()
    qtbot.waitUntil(app.window.workspace.page.view.hasFocus)
    return app.window
