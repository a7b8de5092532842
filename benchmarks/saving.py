"""What suggestions save: every article of the sample corpus held out in turn, the sources taught by the others only.

    python -m benchmarks.saving [--person lan-anh] [--model-folds 4] [--steps 600] [--article-from 7]

The key-press model, the same for all columns. By hand a span costs 3 presses to bring the caret to its beginning (find as you type,
or moving by paragraph and word), one for each further word up to 6 (a longer one is selected by sentence or by its end), and one
chord for its label. A suggestion costs one press, right or wrong: accept or reject; the next one is then at choice. What was
suggested wrongly and is wanted otherwise is rejected and done by hand. Typing values costs nothing here: the reader of figures
fills them in either way.

"This article too": the phrase of a span that was just marked is suggested where it stands again further down.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from annotator.assets import asset, sample_corpus
from annotator.formats.scheme_toml import read_scheme
from annotator.model.edit import LayerKey
from annotator.model.people import Annotator
from annotator.model.scheme import LabelScheme
from annotator.model.span import Span
from annotator.model.text import units
from annotator.nlp.suggest.experience import Experience
from annotator.nlp.suggest.memory import Memory, Part, part_of
from annotator.nlp.suggest.merging import merged
from annotator.nlp.suggest.model import ModelSuggester
from annotator.nlp.suggest.suggestion import Suggestion
from annotator.services.suggest_learning import load_rules

FIND, WORDS, LABEL, DECIDE = 3, 6, 1, 1
LEAST = 0.5
Key = tuple[int, int, str]


@dataclass
class Article:
    id: str
    text: str
    spans: list[Span]
    reach: int  # looked at up to here
    part: Part
    rules: list[Suggestion] = field(default_factory=list)
    model: list[Suggestion] = field(default_factory=list)


@dataclass
class Tally:
    """Spans wanted and reached, suggestions right and wrong, presses by hand and with suggestions."""

    wanted: int = 0
    reached: int = 0
    wrong: int = 0
    by_hand: int = 0
    presses: int = 0
    labels: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))

    def row(self, name: str) -> str:
        return (
            f"| {name} | {self.reached / self.wanted:.1%} | {self.wrong / max(1, self.reached + self.wrong):.1%} "
            f"| {self.by_hand:,} | {self.presses:,} | {1 - self.presses / self.by_hand:.1%} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--person", default="lan-anh")
    parser.add_argument("--model-folds", type=int, default=0)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--article-from", type=int, default=1)
    options = parser.parse_args()
    scheme = read_scheme(asset("schemes", "neu-guong.toml"))
    articles = read_articles(options.person, scheme)
    if options.model_folds:
        ask_models(articles, scheme, options.person, options.model_folds, options.steps)
    shown = [a for a in articles if int(a.id[:2]) >= options.article_from]
    print(f"{options.person}, {len(shown)} articles, {sum(len(a.spans) for a in shown)} spans")
    print(
        "| sources | reached by one accept | wrong suggestions | presses by hand | with suggestions | saved |"
    )
    print("|---|---|---|---|---|---|")
    last = Tally()
    for name, sources in columns(bool(options.model_folds)):
        last = Tally()
        for article in shown:
            hold_out(article, articles, sources, last)
        print(last.row(name))
    print("\n| label | spans | reached | suggested | right |\n|---|---|---|---|---|")
    for label, counts in sorted(last.labels.items(), key=lambda item: -item[1]["wanted"]):
        said = counts["reached"] + counts["wrong"]
        right = f"{counts['reached'] / said:.0%}" if said else "-"
        print(
            f"| {label} | {counts['wanted']} | {counts['reached'] / max(1, counts['wanted']):.0%} | {said} | {right} |"
        )


def columns(model: bool) -> list[tuple[str, frozenset[str]]]:
    found = [("rules as they come", {"plain"}), ("rules, weighed", {"rules"}), ("memory", {"memory"}),
             ("rules and memory", {"rules", "memory"}), ("rules, memory, this article too", {"rules", "memory", "here"})]  # fmt: skip
    if model:
        found += [("model alone", {"model"}), ("all of them", {"rules", "memory", "here", "model"})]
    return [(name, frozenset(sources)) for name, sources in found]


def read_articles(person: str, scheme: LabelScheme) -> list[Article]:
    rules = load_rules(Path("none.corpus"), scheme).suggester
    path = sample_corpus() / "neu-guong" / "annotations" / f"{person}.jsonl"
    articles = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line.strip():
            continue
        row = json.loads(line)
        text = row["text"]
        reach = row.get("reviewed_to") or len(text)
        spans = [
            Span(str(n), s["start"], s["end"], s["label"])
            for n, s in enumerate(row["spans"])
            if s["end"] <= reach
        ]
        found = [s for s in rules.suggest(text, 0, len(text)) if s.end <= reach]
        articles.append(Article(row["id"], text, spans, reach, part_of(text, spans, reach), found))
    return articles


def hold_out(article: Article, articles: list[Article], sources: frozenset[str], tally: Tally) -> None:
    wanted = {(s.start, s.end, s.label) for s in article.spans}
    said = {s.key for s in merged(suggested(article, articles, sources)) if s.score >= LEAST}
    if "here" in sources:
        said |= from_here(article, said)
    reached, wrong = said & wanted, said - wanted
    tally.wanted += len(wanted)
    tally.reached += len(reached)
    tally.wrong += len(wrong)
    tally.by_hand += sum(by_hand(article.text, key) for key in wanted)
    tally.presses += DECIDE * len(said) + sum(by_hand(article.text, key) for key in wanted - reached)
    for name, keys in (("wanted", wanted), ("reached", reached), ("wrong", wrong)):
        for key in keys:
            tally.labels[key[2]][name] += 1


def suggested(article: Article, articles: list[Article], sources: frozenset[str]) -> Iterable[Suggestion]:
    others = [a for a in articles if a is not article]
    found: list[Iterable[Suggestion]] = []
    if "plain" in sources:
        found.append(article.rules)
    if "rules" in sources:
        experience = Experience()
        for other in others:
            experience.learn(other.rules, other.spans, other.reach)
        found.append(experience.weigh(article.rules))
    if "memory" in sources:
        memory = Memory()
        memory.learn((LayerKey(other.id, "x"), other.part) for other in others)
        found.append(s for s in memory.suggest(article.text, 0, len(article.text)) if s.end <= article.reach)
    if "model" in sources:
        found.append(article.model)
    return chain(*found)


def from_here(article: Article, said: set[Key]) -> set[Key]:
    """What the spans marked so far suggest further down, while the article is gone through from its beginning."""
    found: set[Key] = set()
    done: list[Span] = []
    for span in sorted(article.spans, key=lambda s: (s.start, -s.end)):
        done.append(span)
        key = (span.start, span.end, span.label)
        if key in said or key in found:
            continue  # it came as a suggestion: what it would suggest further down is asked for when a new phrase comes
        memory = Memory()
        memory.learn([(LayerKey(article.id, "x"), part_of(article.text, done, max(s.end for s in done)))])
        taken = [(s.start, s.end, s.label) for s in done]
        for s in memory.suggest(article.text, 0, article.reach):
            clear = not any(a < s.end and s.start < b and label == s.label for a, b, label in taken)
            if s.score >= LEAST and s.start > span.start and clear and s.key not in said:
                found.add(s.key)
    return found


def by_hand(text: str, key: Key) -> int:
    return FIND + min(len(units(text, key[0], key[1])) - 1, WORDS) + LABEL


# A trained model ------------------------------------------------------------------------------------------
def ask_models(articles: list[Article], scheme: LabelScheme, person: str, folds: int, steps: int) -> None:
    """One model for each fold, trained on the other folds' articles; its suggestions for those of its own."""
    from annotator.services.dataset_plan import Plan, SplitPlan, TrainPlan
    from annotator.services.importing import import_paths
    from annotator.services.training import train_project
    from annotator.store.project import Project

    source = sample_corpus() / "neu-guong" / "annotations" / f"{person}.jsonl"
    lines = [line for line in source.read_text(encoding="utf-8").split("\n") if line.strip()]
    for fold in range(folds):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            taught = [line for number, line in enumerate(lines) if number % folds != fold]
            (folder / "in.jsonl").write_text("\n".join(taught), encoding="utf-8")
            with Project.create(folder / "a.corpus", scheme, [Annotator(person, person)]) as project:
                import_paths(project, [folder / "in.jsonl"], actor=person)
                plan = Plan(
                    layers=(person,),
                    misaligned="skip",
                    split=SplitPlan(shares=(90, 10, 0)),
                    train=TrainPlan(steps=steps),
                )
                train_project(project, folder / "out", plan)
            model = ModelSuggester(folder / "out" / "model", scheme.id, scheme.label_ids)
            try:
                for article in articles[fold::folds]:
                    found = model.suggest(article.text, 0, len(article.text))
                    article.model = [s for s in found if s.end <= article.reach]
            finally:
                model.close()


if __name__ == "__main__":
    main()
