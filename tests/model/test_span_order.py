"""Reading order, made fast: it must stay the order that ``order_key`` says."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.model.span import Span, in_order, order_key

spans = st.lists(
    st.builds(Span, st.text("ab", max_size=2), st.integers(0, 3), st.integers(0, 3), st.just("A")),
    max_size=12,
)


@given(spans)
def test_the_order_is_that_of_the_key(some):
    assert in_order(some) == sorted(some, key=order_key)
