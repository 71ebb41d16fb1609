"""What the family's cloud costs a month: the template's own resources, times stated prices, times a stated use."""

from __future__ import annotations

from dataclasses import dataclass

from architecture.blueprint import Blueprint, Source

SECONDS = 30 * 24 * 3600
GOAL_USD = 0.05
FUNCTION = Source("Lambda::Function")


@dataclass(frozen=True, slots=True)
class Use:
    """What one family does in a month of 30 days: together with prices and template, all that the bill comes from."""

    people: int = 2
    computers: int = 2
    hours_in_front: float = 2.0  # a computer and day, the app in front: it asks every minute
    hours_behind: float = 6.0  # a computer and day, the app open behind others: it asks every ten minutes
    edits: int = 20  # pushes a day
    other_requests: int = 10  # a day: family, devices, leave for files
    edit_kib: float = 3.0
    reads: float = 4.0  # of 4 KiB, a request: membership, device, the log's end, META
    seen_an_hour: int = 6  # a computer that asks is written down as seen, every ten minutes at the most
    answer_ms: float = 40.0
    cold_part: float = 0.05  # of requests; a pause of some minutes and Lambda begins anew
    cold_ms: float = 400.0
    log_bytes: float = 700.0  # a request, both logs
    records_gb: float = 0.02  # 20,000 recordings, playlists and entries with their log
    snapshots: int = 10
    snapshot_gb: float = 0.002
    alarm_mails: int = 5

    @property
    def polls(self) -> float:
        """Questions a month whether there is something new."""
        return 30 * self.computers * (self.hours_in_front * 60 + self.hours_behind * 6)

    @property
    def seen(self) -> float:
        """How often a month a computer is written down as seen."""
        return 30 * self.computers * (self.hours_in_front + self.hours_behind) * self.seen_an_hour

    @property
    def requests(self) -> float:
        """All requests a month."""
        return self.polls + 30 * (self.edits + self.other_requests)


@dataclass(frozen=True, slots=True)
class Prices:
    """List prices of us-east-1 in US dollars, and what AWS gives every account every month for nothing, for ever."""

    api_request: float = 1.00e-6
    function_request: float = 0.20e-6
    function_gb_second: float = 1.33334e-5  # arm64
    snapshot_gb_second: float = 1.5046e-6  # SnapStart of Python: kept
    snapshot_restored_gb: float = 1.397998e-4  # SnapStart of Python: used
    table_read: float = 0.125e-6
    table_write: float = 0.625e-6
    table_gb: float = 0.25
    recovery_gb: float = 0.20
    bucket_gb: float = 0.023
    bucket_rare_gb: float = 0.0125
    bucket_put: float = 0.005e-3
    rare_read_gb: float = 0.01
    out_gb: float = 0.09
    log_gb: float = 0.50
    alarm: float = 0.10
    account: float = 0.015
    mail: float = 2.00e-5
    free_function_requests: float = 1_000_000
    free_function_gb_seconds: float = 400_000
    free_table_gb: float = 25
    free_log_gb: float = 5
    free_out_gb: float = 100
    free_alarms: float = 10
    free_accounts: float = 10_000
    free_mails: float = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill: so much of something at a price, of which AWS gives some for nothing."""

    part: str
    what: str
    quantity: float
    unit: str
    price: float
    free: float = 0.0

    @property
    def list_usd(self) -> float:
        """Its price when the account has used up what is free with other things."""
        return self.quantity * self.price

    @property
    def paid_usd(self) -> float:
        """What is paid."""
        return max(0.0, self.quantity - self.free) * self.price


def bill(blueprint: Blueprint, *, use: Use, prices: Prices) -> tuple[Line, ...]:
    """Return the lines of a month without audio, by the template's resources."""
    return (
        Line("api", "requests", use.requests, "requests", prices.api_request),
        *_function(blueprint, use, prices),
        *_table(blueprint, use, prices),
        Line("bucket", "snapshots and pictures", use.snapshots * use.snapshot_gb, "GB-months", prices.bucket_gb),
        Line("bucket", "files written", use.snapshots, "files", prices.bucket_put),
        Line("pool", "people who sign in", use.people, "people", prices.account, prices.free_accounts),
        Line("logs", "written", use.requests * use.log_bytes / 1e9, "GB", prices.log_gb, prices.free_log_gb),
        Line("alarms", "alarms", blueprint.count("CloudWatch::Alarm"), "alarms", prices.alarm, prices.free_alarms),
        Line("topic", "mails", use.alarm_mails, "mails", prices.mail, prices.free_mails),
    )


def total(lines: tuple[Line, ...], *, part: str = "") -> float:
    """Return what is paid a month in US dollars, for all or for one part."""
    return sum(line.paid_usd for line in lines if part in ("", line.part))


def fast_start_usd(blueprint: Blueprint, prices: Prices) -> float:
    """Return what a month of SnapStart would cost in addition, for keeping the snapshot alone."""
    return _memory_gb(blueprint) * SECONDS * prices.snapshot_gb_second


def audio_usd(gigabytes: float, prices: Prices) -> tuple[float, float]:
    """Return what so much audio costs a month at first, and once it counts as rarely read."""
    return gigabytes * prices.bucket_gb, gigabytes * prices.bucket_rare_gb


def _memory_gb(blueprint: Blueprint) -> float:
    return float(blueprint.value(FUNCTION, "MemorySize")) / 1024


def _function(blueprint: Blueprint, use: Use, prices: Prices) -> list[Line]:
    memory = _memory_gb(blueprint)
    seconds = use.requests * (use.answer_ms + use.cold_part * use.cold_ms) / 1000
    lines = [
        Line("function", "requests", use.requests, "requests", prices.function_request, prices.free_function_requests),
        Line(
            "function",
            "time",
            seconds * memory,
            "GB-seconds",
            prices.function_gb_second,
            prices.free_function_gb_seconds,
        ),
    ]
    if blueprint.value(FUNCTION, "SnapStart.ApplyOn") == "PublishedVersions":
        restored = use.requests * use.cold_part * memory
        lines.append(Line("live", "snapshot kept", memory * SECONDS, "GB-seconds", prices.snapshot_gb_second))
        lines.append(Line("live", "snapshot used", restored, "GB", prices.snapshot_restored_gb))
    return lines


def _table(blueprint: Blueprint, use: Use, prices: Prices) -> list[Line]:
    table = Source("DynamoDB::Table")
    if blueprint.value(table, "BillingMode") != "PAY_PER_REQUEST":
        raise ValueError("The prices of a table with reserved capacity are not known here")
    writes = 30 * use.edits * use.edit_kib + use.seen
    lines = [
        Line("table", "reads", use.requests * use.reads, "of 4 KiB", prices.table_read),
        Line("table", "writes", writes, "of 1 KiB", prices.table_write),
        Line("table", "stored", use.records_gb, "GB-months", prices.table_gb, prices.free_table_gb),
    ]
    if blueprint.value(table, "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled"):
        lines.append(Line("table", "point-in-time recovery", use.records_gb, "GB-months", prices.recovery_gb))
    return lines
