"""Ids of people."""

import pytest

from annotator.model.people import person_id


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Lan Anh", "lan-anh"),
        ("Đỗ Thị Ứng", "do-thi-ung"),
        ("123", "person-123"),
        ("Gold", "person-gold"),
        ("你好", "person"),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_people_get_stable_ids(name, id):
    assert person_id(name) == id
