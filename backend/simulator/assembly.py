"""Puts the parts of a simulation together."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

from starlette.routing import Route

from backend.simulator.auth.grants import Grants
from backend.simulator.auth.server import AuthServer
from backend.simulator.auth.tokens import TokenMint
from backend.simulator.broker.broker import Broker
from backend.simulator.broker.policy import BrokerPolicy
from backend.simulator.clock import Clock
from backend.simulator.cloud.content import ContentStore
from backend.simulator.cloud.family import Family
from backend.simulator.cloud.groups import Groups
from backend.simulator.cloud.icons import Icons
from backend.simulator.cloud.media import MediaStore, Signer
from backend.simulator.cloud.uploads import Uploads
from backend.simulator.cloud.views import listed
from backend.simulator.faults import Faults
from backend.simulator.fixtures import PlayerStart, World, family_of, read_world
from backend.simulator.household import Household, Line
from backend.simulator.line import ReceivingLine
from backend.simulator.options import SimulationOptions
from backend.simulator.player.battery import Battery
from backend.simulator.player.identity import firmware_defaults
from backend.simulator.player.playback import Start
from backend.simulator.player.player import Player
from backend.simulator.player.shelf import Shelf
from backend.simulator.player.situation import Situation
from backend.simulator.rest.content import Content
from backend.simulator.rest.devices import Devices
from backend.simulator.rest.downloads import Downloads
from backend.simulator.rest.guard import Guard
from backend.simulator.rest.pictures import Pictures
from backend.simulator.rest.uploads import UploadHost
from backend.simulator.wire import Json


@dataclass(frozen=True, slots=True)
class Assembly:
    """All parts of one simulation. They belong to the simulation's loop."""

    clock: Clock
    family: Family
    mint: TokenMint
    grants: Grants
    auth: AuthServer
    media: MediaStore
    content: ContentStore
    uploads: Uploads
    household: Household
    broker: Broker
    faults: Faults
    routes: list[Route]


def assemble(options: SimulationOptions, *, base_url: str, world: Path, state_dir: Path) -> Assembly:
    """Build a simulation that will be served at `base_url`; raises ValueError or OSError when the world is unusable."""
    clock, random = Clock(speed=options.speed), Random(options.seed)  # noqa: S311  # a simulation is to be repeatable
    family = family_of(world)
    mint = TokenMint(clock, issuer=f"{base_url}/")
    grants = Grants(clock)
    media = MediaStore(state_dir / "media")
    signer = Signer(clock, base_url=base_url, lifetime_s=options.signed_url_s, owner=family.family_id)
    content = ContentStore(
        clock,
        family=family,
        media=media,
        read_lag_s=options.read_lag_s,
        list_lag_s=options.list_lag_s,
        random=random,
    )
    household = Household()
    content.watch(household.card_changed)
    broker = Broker(clock, BrokerPolicy(mint, is_player=household.has), deliver=household.deliver)
    icons = Icons(clock, media, signer, family.user_id)
    uploads = Uploads(clock, media, seconds=options.transcode_seconds, random=random)
    auth = AuthServer(base_url, family, options, mint, grants)

    def library_card(card_id: str) -> Json | None:
        card = content.newest(card_id)
        return listed(card) if card is not None and not card.get("deleted") else None

    guard = Guard(mint, options.expired_token_status)
    routes = [
        *auth.routes(),
        *Devices(guard, household, {}).routes(),
        *UploadHost(guard, uploads, signer, ReceivingLine(options.upload_bytes_per_second)).routes(),
        *Pictures(guard, media, icons, signer).routes(),
        *Content(
            guard, family, content, Groups(clock, family.family_id, library_card, signer.cover_url), signer
        ).routes(),
        *Downloads(media, signer).routes(),
    ]
    described = read_world(world, media=media, cover_url=signer.cover_url, now=clock.now())
    parts = Assembly(clock, family, mint, grants, auth, media, content, uploads, household, broker, Faults(), routes)
    _populate(parts, described, icons=icons, options=options, random=random)
    return parts


def _populate(parts: Assembly, world: World, *, icons: Icons, options: SimulationOptions, random: Random) -> None:
    for picture, title, tags in world.icons:
        icons.add_public(picture, title=title, tags=tags)
    for card, reason in world.cards:
        parts.content.put(card, reason=reason)
    for start in world.players:
        shelf = Shelf(parts.content.newest, parts.media)
        for card, _ in world.cards:
            shelf.download(card["cardId"])
        _add_player(parts, start, shelf=shelf, options=options, random=random)


def _add_player(
    parts: Assembly, start: PlayerStart, *, shelf: Shelf, options: SimulationOptions, random: Random
) -> None:
    clock, now = parts.clock, parts.clock.now()
    situation = Situation(
        config=firmware_defaults() | {"maxVolumeLimit": str(start.volume_cap)},
        volume_step=min(start.volume_step, start.volume_cap),
        has_power=start.is_online,
        is_booted=start.is_online,
        slot=start.playing.card_id if start.playing and start.has_card_in_slot else None,
        ssid=start.ssid,
        wifi_dbm=start.wifi_dbm,
        booted_at=now - 4000,
    )
    line = Line(start.identity.device_id, clock, parts.broker)
    player = Player(
        start.identity,
        situation,
        battery=Battery(clock.now, float(start.battery_percent), start.is_charging, now),
        shelf=shelf,
        clock=clock,
        uplink=line,
        options=options,
        random=random,
    )
    parts.household.add(player, line)
    copy = shelf.copy(start.playing.card_id) if start.playing else None
    if start.playing is not None and copy is not None and start.is_online:
        source = "card" if start.has_card_in_slot else "remote"
        wish = Start(start.playing.chapter, start.playing.track, start.playing.position_s, source=source)
        player.playback.start(copy, wish)
        player.refresh_shadow()
