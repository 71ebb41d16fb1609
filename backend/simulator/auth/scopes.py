"""Which scope includes which (yoto-api.md 1.2)."""

INCLUDED = {
    "family:library:manage": ("family:library:view",),
    "user:content:manage": ("user:content:view", "user:icons:manage"),
    "family:devices:manage": ("family:devices:view",),
}


def granted(scope: str) -> frozenset[str]:
    """Return all scopes that a space-separated scope string grants."""
    named = scope.split()
    return frozenset(named).union(*(INCLUDED.get(name, ()) for name in named))
