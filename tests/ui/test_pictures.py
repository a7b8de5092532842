"""Saving a picture of the document from the window."""

from annotator.ui.pictures.feature import Pictures


def test_the_document_on_screen_is_drawn_beside_the_work(app, window, qtbot, tmp_path):
    feature = next(one for one in app.host.features if isinstance(one, Pictures))
    assert window.actions_table["save-picture"].isEnabled()
    document = window.workspace.state.document
    for name in ("a.png", "a.html"):
        feature.save(tmp_path / name, document)
        assert not window.workspace.busy
        qtbot.waitUntil(lambda: app.jobs.running is None, timeout=30_000)
        assert (tmp_path / name).stat().st_size > 1000
    assert "a.html" in window.status._today.text()
