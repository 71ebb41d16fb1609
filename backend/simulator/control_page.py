"""A small page with the buttons of each simulated player."""

from html import escape

from backend.simulator.auth.pages import page

BUTTONS = ("previous", "play", "pause", "next", "volume_down", "volume_up")
SCRIPT = """
async function call(method, args) {
  const answer = await fetch('/control/' + method, {method: 'POST', body: JSON.stringify(args)});
  return (await answer.json()).result;
}
async function show() {
  for (const box of document.querySelectorAll('[data-player]')) {
    const state = await call('player_state', {player: box.dataset.player});
    box.querySelector('output').textContent = state.power
      ? [state.playback, state.card, state.chapter, Math.floor(state.position) + ' s', 'volume ' + state.volume]
        .join(' ')
      : 'switched off';
  }
}
setInterval(show, 1000); show();
"""


def control_page(players: tuple[tuple[str, str], ...]) -> str:
    """Return the page; `players` are pairs of device id and name."""
    return page("The simulated players", "".join(_box(*player) for player in players) + f"<script>{SCRIPT}</script>")


def _box(device_id: str, name: str) -> str:
    player = escape(device_id, quote=True)
    presses = "".join(_button(label.replace("_", " "), "press", f"button: '{label}'", player) for label in BUTTONS)
    switches = "".join(
        _button(f"{what} {state}", f"set_{what}", f"on: {'true' if state == 'on' else 'false'}", player)
        for what in ("power", "wifi")
        for state in ("on", "off")
    )
    body = f"<h2>{escape(name)}</h2><output></output><p>{presses}</p><p>{switches}</p>"
    return f"<section data-player='{player}'>{body}</section>"


def _button(label: str, method: str, argument: str, player: str) -> str:
    action = f"call('{method}', {{player: '{player}', {argument}}}).then(show)"
    return f'<button onclick="{action}">{escape(label)}</button>'
