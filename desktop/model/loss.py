"""What one of the family typed and another one's edit replaced, kept so that it can be put back."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.model.cloud import DeviceKey
from desktop.model.names import LossKey


@dataclass(frozen=True, slots=True)
class Loss:
    """A value that came second. `lost` and `current` are texts for a person; `at` is epoch seconds, the cloud's.

    `record` is the key of the `kind` ("recording", "playlist", "entry"), `title` what it is called here, `field` the
    word for what was replaced. `is_restorable` is False for what this version does not know.
    """

    key: LossKey
    kind: str
    record: str
    title: str
    field: str
    lost: str
    current: str
    device: DeviceKey
    at: float
    is_restorable: bool = True
