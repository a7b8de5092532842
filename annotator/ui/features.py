"""Every feature of the window, in the order of their tabs and menu rows. One line each."""

from __future__ import annotations

from annotator.ui.appearance.feature import AppearanceFeature
from annotator.ui.commands.feature import CommandsFeature
from annotator.ui.dashboard.feature import OverviewFeature
from annotator.ui.day.feature import DayFeature
from annotator.ui.desk_keys.feature import DeskKeys
from annotator.ui.feature import Feature
from annotator.ui.figures.feature import FigureFeature
from annotator.ui.filtering import FilterFeature
from annotator.ui.finding import SearchFeature
from annotator.ui.guidelines.feature import GuidelinesFeature
from annotator.ui.packages.assigning import AssignFeature
from annotator.ui.packages.feature import PackagesFeature
from annotator.ui.pictures.feature import Pictures
from annotator.ui.review.feature import ReviewFeature
from annotator.ui.scheme.feature import SchemeFeature
from annotator.ui.suggestions.feature import SuggestionFeature
from annotator.ui.training.feature import TrainingFeature
from annotator.ui.training.next_best import NextBestFeature

FEATURES: list[type[Feature]] = [
    DeskKeys,
    SuggestionFeature,
    FigureFeature,
    ReviewFeature,
    OverviewFeature,
    SearchFeature,
    FilterFeature,
    Pictures,
    CommandsFeature,
    AppearanceFeature,
    DayFeature,
    GuidelinesFeature,
    SchemeFeature,
    AssignFeature,
    PackagesFeature,
    TrainingFeature,
    NextBestFeature,
]
