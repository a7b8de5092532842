"""What people may do: a manager changes roles, anybody does where there is no manager yet."""

from __future__ import annotations

from annotator.errors import NotManager
from annotator.model.edit import AnnotatorAdded, AnnotatorRemoved
from annotator.model.history import PROJECT, KeyedEdit
from annotator.model.people import HUMAN_ROLES, Role
from annotator.services.change import Change
from annotator.services.session import Session

STEP = "change-role"


def may_change_roles(session: Session) -> bool:
    """Whether the session's person may: a manager, or anybody while nobody is one; not in a project that is read-only."""
    managed = any(one.role is Role.MANAGER for one in session.annotators())
    return not session.read_only and (session.annotator.role is Role.MANAGER or not managed)


def change_role(session: Session, id: str, role: Role) -> Change:
    """Give a person another role, as one undo step. Raises NotManager, UnknownAnnotator, StoreError.

    Models stay models.
    """
    person = session.project.annotator(id)
    if not may_change_roles(session) or person.role not in HUMAN_ROLES or role not in HUMAN_ROLES:
        raise NotManager(annotator=id, reason="roles")
    if person.role is role:
        return session.commit(STEP, [])
    edits: list[KeyedEdit] = [
        (PROJECT, AnnotatorRemoved(id, person.name, person.role.value)),
        (PROJECT, AnnotatorAdded(id, person.name, role.value)),
    ]
    return session.commit(STEP, edits, wide=True)
