"""The pages that a person sees while signing in to the simulated Yoto."""

from html import escape

STYLE = """
:root { color-scheme: light dark; font-family: system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
       background: light-dark(#f6efe6, #23201d); color: light-dark(#2c2620, #f3ece3); }
main { width: min(26rem, 86vw); padding: 2.2rem; border-radius: 1.4rem; text-align: center;
       background: light-dark(#fffdfa, #302c28); box-shadow: 0 1rem 3rem #0003; }
h1 { font-size: 1.4rem; margin: .8rem 0 .4rem; }
p { line-height: 1.5; }
ul { text-align: left; font-size: .9rem; line-height: 1.7; columns: 2; padding-left: 1.2rem; }
button { font: inherit; padding: .7rem 1.6rem; margin: .3rem; border-radius: 2rem; border: 1px solid #0003;
         cursor: pointer; }
button.main { background: #e8623c; color: #fff; border-color: transparent; }
.sun { width: 4rem; height: 4rem; border-radius: 50%; margin: auto; background: linear-gradient(#f8c05c, #e8623c); }
"""


def page(title: str, body: str) -> str:
    """Return a whole page with the simulated Yoto's look; `body` is HTML."""
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{escape(title)}</title><style>{STYLE}</style>"
        f"<main><div class='sun'></div><h1>{escape(title)}</h1>{body}</main></html>"
    )


def consent(*, action: str, family: str, email: str, scopes: list[str], fields: dict[str, str]) -> str:
    """Return the page that asks whether the app may use the family's Yoto."""
    hidden = "".join(f"<input type='hidden' name='{escape(k)}' value='{escape(v)}'>" for k, v in fields.items())
    wishes = "".join(f"<li>{escape(scope)}</li>" for scope in scopes)
    return page(
        "Sign in to the simulated Yoto",
        f"<p>Signed in as <b>{escape(email)}</b> ({escape(family)}). An app on this computer would like to use:</p>"
        f"<ul>{wishes}</ul><form method='post' action='{escape(action)}'>{hidden}"
        "<button class='main' name='decision' value='approve'>Approve</button>"
        "<button name='decision' value='deny'>Deny</button></form>",
    )


def activation(*, action: str, user_code: str) -> str:
    """Return the page on which a person confirms a device's code."""
    return page(
        "Connect a device",
        f"<form method='post' action='{escape(action)}'><p>Is this the code that your device shows?</p>"
        f"<p><input name='user_code' value='{escape(user_code)}'></p>"
        "<button class='main' name='decision' value='approve'>Confirm</button>"
        "<button name='decision' value='deny'>Deny</button></form>",
    )
