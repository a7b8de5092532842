"""An article that shows every case of drawing, and a generator of long ones."""

import random
import tomllib

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest

from annotator.assets import asset
from annotator.model.edit import LayerKey, RelationAdded, ReviewedTo, SpanAdded
from annotator.model.layer import Layer
from annotator.model.scheme import LabelScheme
from annotator.model.span import UNSURE, Relation, Span
from annotator.ui.textview.view import ArticleView

LINES = [
    "Chỗ trong cùng",
    "Ông Nguyễn Nam Đình nêu 4.617 đồng chí, bằng 99% tổng số của đảng bộ và nói nhiều về Tự giác nêu gương trong công việc.",
    "là Chủ tịch Hội Cựu chiến binh TP Thanh Hóa, tôi luôn chỉ đạo cán bộ, hội viên cựu chiến binh phải gương mẫu cả trong công việc và trong cuộc sống, đúng với bản chất.",
    "Có 87 đảng viên phải thi hành kỷ luật do thiếu gương mẫu trong việc làm hằng ngày ở cơ quan, chiếm tỷ lệ bình quân 0,58%.",
    "thường xuyên tuyên truyền, phổ biến quy định nêu gương tại cơ quan đơn vị.",
    "đạt 99%, 97% và 2/3; UBND tỉnh, 7/1, 8/7.",
    "Bác nói với Đảng bộ khối về hai năm qua.",
    "Nguyễn Nam Đình - Ủy viên Ban Thường vụ Tỉnh ủy, và sau một đoạn khá dài nữa thì đến lượt Bí thư Đảng ủy Khối Các cơ quan tỉnh.",
    "“nói đi đôi với làm” từ những việc nhỏ nhất.",
    "Đoạn chưa xem: vạch chấm, xuất ra là trống.",
]
_SPANS = [  # name, text, label, attributes, in the line that begins with
    ("person", "Nguyễn Nam Đình", "PERSON", {}, "Ông"),
    ("count", "4.617 đồng chí", "COUNT", {"value": "4617", "unit": "đồng chí"}, "Ông"),
    ("about", "99%", "PERCENT", {"value": "99", "bound": "about"}, "Ông"),
    ("slogan", "Tự giác nêu gương", "SLOGAN", {}, "Ông"),
    ("place", "TP Thanh Hóa", "PLACE", {}, "là"),
    ("org", "Hội Cựu chiến binh TP Thanh Hóa", "ORG", {}, "là"),
    ("position", "Chủ tịch Hội Cựu chiến binh TP Thanh Hóa", "POSITION", {}, "là"),
    (
        "duty",
        "chỉ đạo cán bộ, hội viên cựu chiến binh phải gương mẫu cả trong công việc và trong cuộc sống",
        "DUTY",
        {},
        "là",
    ),
    ("87", "87 đảng viên", "COUNT", {"value": "87", "unit": "đảng viên"}, "Có"),
    ("discipline", LINES[3][3:-1], "DISCIPLINE", {}, "Có"),
    ("failing", "thiếu gương mẫu", "FAILING", {}, "Có"),
    ("share", "0,58%", "PERCENT", {"value": "0.58"}, "Có"),
    ("study", "tuyên truyền, phổ biến quy định nêu gương", "STUDY", {}, "thường"),
    ("crossing", "quy định nêu gương tại cơ quan", "DUTY", {}, "thường"),
    ("n1", "99%", "PERCENT", {"value": "99"}, "đạt"),
    ("n2", "97%", "PERCENT", {"value": "97"}, "đạt"),
    ("n3", "2/3", "RATIO", {"value": "2/3"}, "đạt"),
    ("n4", "UBND tỉnh", "ORG", {}, "đạt"),
    ("n5", "7/1", "DATE", {"date": "--01-07"}, "đạt"),
    ("n6", "8/7", "DATE", {"date": "--07-08"}, "đạt"),
    ("unsure", "Bác", "PERSON", {}, "Bác"),
    ("note", "Đảng bộ khối", "ORG", {}, "Bác"),
    ("open", "hai năm qua", "DURATION", {}, "Bác"),
    ("head", "Nguyễn Nam Đình", "PERSON", {}, "Nguyễn"),
    ("inner", "Ban Thường vụ Tỉnh ủy", "ORG", {}, "Nguyễn"),
    ("near", "Ủy viên Ban Thường vụ Tỉnh ủy", "POSITION", {}, "Nguyễn"),
    ("far", "Bí thư Đảng ủy Khối Các cơ quan tỉnh", "POSITION", {}, "Nguyễn"),
    ("farorg", "Đảng ủy Khối Các cơ quan tỉnh", "ORG", {}, "Nguyễn"),
    ("same1", "nói đi đôi với làm", "SLOGAN", {}, "“nói"),
    ("same2", "nói đi đôi với làm", "DUTY", {}, "“nói"),
]


def scheme() -> LabelScheme:
    with asset("schemes", "neu-guong.toml").open("rb") as file:
        return LabelScheme.from_dict(tomllib.load(file))


def layer_of(*spans: Span) -> Layer:
    layer = Layer(LayerKey("d", "a"))
    for span in spans:
        layer.apply(SpanAdded(span))
    return layer


def sample() -> tuple[str, Layer]:
    """Text and layer of the article with every case; span ids are the names in ``_SPANS``."""
    text = "\n".join(LINES)
    layer = layer_of()
    for name, words, label, attributes, line in _SPANS:
        start = text.index(words, text.index(f"\n{line}") if f"\n{line}" in text else 0)
        note = "xem lại <b>" if name == "note" else ""
        span = Span(name, start, start + len(words), label, attributes, note)
        layer.apply(SpanAdded(span._replace(certainty=UNSURE) if name == "unsure" else span))
    layer.apply(RelationAdded(Relation("r1", "head", "near", "HOLDS")))
    layer.apply(RelationAdded(Relation("r2", "head", "far", "HOLDS")))
    layer.apply(ReviewedTo(0, text.index("“nói")))
    return text, layer


_SENTENCE = "Theo số liệu của Đảng bộ khối kết quả đánh giá, năm 2023 đã có 4.617 đồng chí đảng viên. "


def long_text(length: int, paragraph: int = 4) -> str:
    """About ``length`` code points, ``paragraph`` sentences in each paragraph."""
    block = (_SENTENCE * paragraph).rstrip() + "\n"
    return (block * (length // len(block) + 1))[:length]


def random_layer(text: str, count: int, labels: list[str], seed: int = 1) -> Layer:
    """``count`` spans of 5 to 80 code points, strewn over the text."""
    dice = random.Random(seed)
    layer = layer_of()
    for number in range(count):
        size = dice.choice((5, 10, 20, 40, 80))
        start = dice.randrange(max(1, len(text) - size))
        layer.spans[str(number)] = Span(str(number), start, min(len(text), start + size), dice.choice(labels))
    return layer


def render(view) -> QImage:
    """The article as it would be on screen."""
    image = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
    view.viewport().render(image)
    return image


class Heard:
    """Every signal of a view, in order, as (name, arguments)."""

    def __init__(self, view) -> None:
        self.all: list[tuple[str, tuple]] = []
        view.selection_changed.connect(self._on_selection)
        view.span_selected.connect(self._on_span)
        view.resize_requested.connect(self._on_resize)
        view.caret_moved.connect(self._on_caret)
        view.context_menu_requested.connect(self._on_menu)
        view.zoom_changed.connect(self._on_zoom)

    def _on_selection(self, value):
        self.all.append(("selection_changed", (value,)))

    def _on_span(self, value):
        self.all.append(("span_selected", (value,)))

    def _on_resize(self, *values):
        self.all.append(("resize_requested", values))

    def _on_caret(self, value):
        self.all.append(("caret_moved", (value,)))

    def _on_menu(self, value):
        self.all.append(("context_menu_requested", (value,)))

    def _on_zoom(self, value):
        self.all.append(("zoom_changed", (value,)))

    def of(self, name: str) -> list:
        """The arguments of one signal, alone where it has one."""
        return [values[0] if len(values) == 1 else values for heard, values in self.all if heard == name]


class Stage:
    """A shown view with helpers that speak in code points."""

    def __init__(self, qtbot, text: str, layer: Layer, size=(860, 700)) -> None:
        self.text, self.layer = text, layer
        self.view = ArticleView()
        qtbot.addWidget(self.view)
        self.view.resize(*size)
        self.view.set_article(text, layer, scheme())
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.view.setFocus()
        self.view.shown.focus = True
        self.heard = Heard(self.view)

    def point(self, offset: int, dx: float = 1.0, dy: float = 10.0) -> QPoint:
        """A viewport point in the text box just right of the gap before ``offset``."""
        page = self.view.page
        number, block, row = page.row_of(offset)
        x = block.shape.x(row.line, offset) + dx
        return QPoint(round(self.view.shown.left + x), round(page.y_of(number) + row.y + row.top + dy))

    def find(self, words: str) -> tuple[int, int]:
        start = self.text.index(words)
        return start, start + len(words)

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.view, key, modifier)

    def click(self, point: QPoint, button=Qt.MouseButton.LeftButton, modifier=Qt.KeyboardModifier.NoModifier):
        QTest.mouseClick(self.view.viewport(), button, modifier, point)

    def mouse(
        self, kind: QEvent.Type, point: QPoint, modifier=Qt.KeyboardModifier.NoModifier, stamp: int = 0
    ):
        """A mouse event as Qt would send it, with a time of its own in ms."""
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        moving, up = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
        port = self.view.viewport()
        event = QMouseEvent(
            kind,
            QPointF(point),
            QPointF(port.mapToGlobal(point)),
            none if moving else left,
            none if up else left,
            modifier,
        )
        event.setTimestamp(stamp)
        QCoreApplication.sendEvent(port, event)

    def drag(self, *points: QPoint, modifier=Qt.KeyboardModifier.NoModifier, release: bool = True):
        self.mouse(QEvent.Type.MouseButtonPress, points[0], modifier)
        for point in points[1:]:
            self.mouse(QEvent.Type.MouseMove, point, modifier)
        if release:
            self.mouse(QEvent.Type.MouseButtonRelease, points[-1], modifier)

    def apply(self, *edits) -> None:
        """Do what the session does: change the layer, then tell the view."""
        for edit in edits:
            self.layer.apply(edit)
        self.view.apply_edits(edits)


@pytest.fixture
def stage(qtbot):
    """Makes a Stage for a text and its spans."""

    def make(text: str, *spans: Span, size=(860, 700)) -> Stage:
        return Stage(qtbot, text, layer_of(*spans), size)

    return make


@pytest.fixture
def sampler(qtbot) -> Stage:
    """A Stage with the article that shows every case."""
    return Stage(qtbot, *sample(), size=(860, 900))
