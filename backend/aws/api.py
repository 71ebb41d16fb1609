"""The Lambda entry."""

from __future__ import annotations

import os

from backend.aws.function import Handler, make_world

handler = Handler(make_world(os.environ))
