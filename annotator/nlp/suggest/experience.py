"""How often each rule was right in what people have looked at: a rule that this project never follows falls silent by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from annotator.model.span import Span
from annotator.nlp.suggest.suggestion import RULES, Suggestion

TRUST = 6.0  # suggestions that the rule's own score counts for


class Experience:
    """Counts by rule and label: how often it was said, and how often people marked just that."""

    def __init__(self) -> None:
        self.said: Counter[tuple[str, str]] = Counter()
        self.right: Counter[tuple[str, str]] = Counter()

    def learn(self, suggestions: Iterable[Suggestion], spans: Iterable[Span], looked_at: int) -> None:
        """Compare what rules say about a text with the spans of a layer, of which ``looked_at`` code points were looked at."""
        wanted = {(span.start, span.end, span.label) for span in spans}
        for suggestion in suggestions:
            if suggestion.end <= looked_at:
                rule = (suggestion.why.rule, suggestion.label)
                self.said[rule] += 1
                self.right[rule] += suggestion.key in wanted

    def weigh(self, suggestions: Iterable[Suggestion]) -> Iterator[Suggestion]:
        """With scores that take the counts into account; what comes from elsewhere stays as it is."""
        for suggestion in suggestions:
            rule = (suggestion.why.rule, suggestion.label)
            said = self.said[rule] if suggestion.source == RULES else 0
            if not said:
                yield suggestion
                continue
            score = (TRUST * suggestion.score + self.right[rule]) / (TRUST + said)
            yield suggestion._replace(score=round(score, 3))
