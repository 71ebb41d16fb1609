"""What the palette and the menu can do with the family's cloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.model.cloud import Role
from desktop.services.family import Family, FamilyState
from desktop.ui.actions import Action

if TYPE_CHECKING:
    from desktop.ui.family.desk import FamilyDesk

GROUP = "Family"


def family_actions(family: Family, desk: Callable[[], FamilyDesk]) -> list[Action]:
    """Return the actions. `desk` is asked for only when one of them runs: it may not be loaded yet."""
    return [
        Action(
            "family.connect",
            "Connect to the family's cloud…",
            lambda: desk().connect_cloud(),
            icon="cloud",
            group=GROUP,
            is_enabled=lambda: family.state is not FamilyState.MEMBER,
            more_words="sync sign in account server",
        ),
        Action(
            "family.sync",
            "Sync now",
            lambda: desk().sync_now(),
            icon="refresh",
            shortcuts=("F5",),
            group=GROUP,
            is_enabled=lambda: family.is_member,
            more_words="refresh cloud family",
        ),
        Action(
            "family.invite",
            "Invite the other parent…",
            lambda: desk().invite(),
            icon="invite",
            group=GROUP,
            is_enabled=lambda: may_invite(family),
            more_words="family code share",
        ),
    ]


def may_invite(family: Family) -> bool:
    """Return whether this account may let others in."""
    household = family.last_household
    return family.is_member and (household is None or household.role is Role.OWNER)
