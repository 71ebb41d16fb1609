"""What hands can do to a player: press its buttons, put a card in, take it out."""

from enum import StrEnum

from backend.simulator.player.playback import PlaybackStatus, Start
from backend.simulator.player.player import Player


class Button(StrEnum):
    """A press of one of the two knobs, or a turn of one."""

    PAUSE = "pause"
    PLAY = "play"
    NEXT = "next"
    PREVIOUS = "previous"
    VOLUME_UP = "volume_up"
    VOLUME_DOWN = "volume_down"
    LEFT_HOLD = "left_hold"


def press(player: Player, button: Button) -> None:
    """Press a button. Nothing happens while the player is off."""
    if not player.situation.is_booted:
        return
    match button:
        case Button.PAUSE:
            player.playback.pause()
        case Button.PLAY if player.playback.status is PlaybackStatus.PAUSED:
            player.playback.resume()
        case Button.PLAY if player.playback.card is None and player.situation.slot:
            insert_card(player, player.situation.slot)
        case Button.NEXT:
            player.playback.skip(1)
        case Button.PREVIOUS:
            player.playback.skip(-1)
        case Button.VOLUME_UP:
            player.set_volume_step(player.situation.volume_step + 1)
        case Button.VOLUME_DOWN:
            player.set_volume_step(player.situation.volume_step - 1)
        case Button.LEFT_HOLD:
            player.situation.is_bluetooth_speaker = False
        case Button.PLAY:
            pass


def insert_card(player: Player, card_id: str) -> None:
    """Put a card into the slot; it plays from where it was left."""
    player.situation.slot = card_id
    if not player.situation.is_booted:
        return
    if player.playback.card is not None and player.playback.card.card_id == card_id:
        player.playback.stop()
    start = player.start_card(card_id, Start(source="card"))
    if start is not None:
        start()


def remove_card(player: Player) -> None:
    """Take the card out of the slot; playing stops if it was this card's."""
    player.situation.slot = None
    if player.playback.source == "card":
        player.playback.stop()
