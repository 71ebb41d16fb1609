"""What can be done about audio that is not on this computer: have it come, or stop it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.model.cloud import Whereabouts
from desktop.model.recording import Recording
from desktop.ui.bind import spawn
from desktop.ui.format import count
from desktop.ui.lists.menus import Choice
from desktop.ui.lists.pages import Notify

if TYPE_CHECKING:
    from desktop.services.studio import Studio


def away_choices(
    owner: QWidget, studio: Studio, recordings: Sequence[Recording], *, notify: Notify
) -> list[Choice | None]:
    """Return the menu's lines for those of `recordings` whose audio is in the cloud or on its way; none otherwise."""
    if not studio.library.sync.is_on:
        return []
    vault = studio.vault
    in_cloud = [one for one in recordings if vault.whereabouts(one) is Whereabouts.CLOUD]
    coming = [one for one in recordings if vault.whereabouts(one) is Whereabouts.COMING]
    choices: list[Choice | None] = []
    if in_cloud:
        text = "Keep here" if len(recordings) == 1 else f"Keep {count(len(in_cloud), 'recording')} here"
        choices.append(Choice(text, lambda: _fetch(owner, studio, in_cloud, notify=notify), icon="cloud-down"))
    if coming:
        choices.append(Choice("Stop fetching", lambda: _stop(studio, coming), icon="stop"))
    return [*choices, None] if choices else []


def _fetch(owner: QWidget, studio: Studio, recordings: Sequence[Recording], *, notify: Notify) -> None:
    spawn(owner, _fetch_each(studio, recordings))
    what = f"“{recordings[0].title}” is" if len(recordings) == 1 else f"{count(len(recordings), 'recording')} are"
    notify(f"{what} coming from the family's cloud.")


def _stop(studio: Studio, recordings: Sequence[Recording]) -> None:
    for recording in recordings:
        studio.vault.cancel(recording.key)


async def _fetch_each(studio: Studio, recordings: Sequence[Recording]) -> None:
    """Fetch one after the other; the first that fails is told, since the others would fail alike."""
    for recording in recordings:
        await studio.vault.fetch(recording)
