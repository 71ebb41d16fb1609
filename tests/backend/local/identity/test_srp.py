"""The mathematics of signing in, beside pycognito's own."""

from __future__ import annotations

import base64
import os
import random

import pytest
from pycognito import aws_srp

from backend.local.identity import srp
from tests.backend.local.identity.house import CLIENT, POOL

NAME = POOL.partition("_")[2]
USER = "6f1d2a50-0c0b-4f6e-9a53-a1c2b3d4e5f6"
PASSWORD = "päßwörd 日本 🎈"


class OnPaper:
    """Both sides of one handshake, with no wire between them."""

    def __init__(self, *, tried: str = PASSWORD, salt: bytes | None = None, sign: int | None = None) -> None:
        self.secret = (
            os.urandom(srp.SECRET_BYTES) if sign is None else os.urandom(srp.SECRET_BYTES - 1) + bytes((sign,))
        )
        self.verifier = srp.enroll(PASSWORD, pool_name=NAME, user=USER, salt=salt or os.urandom(16))
        self.client = aws_srp.AWSSRP(USER, tried, POOL, CLIENT, client=object())
        self.handshake = self._begun(f"{self.client.large_a_value:x}")
        self.block = os.urandom(48)

    def claim(self) -> srp.Claim:
        answer = self.client.process_challenge(
            {
                "USER_ID_FOR_SRP": USER,
                "SALT": f"{self.verifier.salt:x}",
                "SRP_B": f"{self.handshake.public:x}",
                "SECRET_BLOCK": base64.b64encode(self.block).decode(),
            },
            {"USERNAME": USER},
        )
        return srp.Claim(answer["PASSWORD_CLAIM_SIGNATURE"], self.block, answer["TIMESTAMP"])

    def _begun(self, public_hex: str) -> srp.Handshake:
        return srp.begin(public_hex, pool_name=NAME, user=USER, verifier=self.verifier, secret=self.secret)


def test_the_group_is_cognitos() -> None:
    assert f"{srp.PRIME:X}" == aws_srp.N_HEX
    assert aws_srp.AWSSRP(USER, "x", POOL, CLIENT, client=object()).val_k == srp.MULTIPLIER


def test_numbers_are_padded_as_pycognito_pads_them() -> None:
    chance = random.Random(7)
    numbers = [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, *(chance.getrandbits(n) for n in range(1, 3073, 17))]
    assert [srp.padded(number).hex() for number in numbers] == [aws_srp.pad_hex(number) for number in numbers]


@pytest.mark.parametrize("salt", [bytes(16), b"\0" * 15 + b"\x05", b"\xff" * 16, b"\0\x80" + bytes(14)])
def test_the_right_password_is_accepted_whatever_the_salt_looks_like(salt: bytes) -> None:
    paper = OnPaper(salt=salt)
    assert paper.handshake.accepts(paper.claim())


@pytest.mark.parametrize("sign", [0, 1])
def test_the_right_password_is_accepted_on_either_half_of_the_group(sign: int) -> None:
    papers = [OnPaper(sign=sign) for _ in range(4)]  # half of them meet the negative of the shared number
    assert all(paper.handshake.is_negated is bool(sign) for paper in papers)
    assert all(paper.handshake.accepts(paper.claim()) for paper in papers)


@pytest.mark.parametrize("tried", ["", PASSWORD[:-1], PASSWORD + " ", PASSWORD.upper(), "password"])
@pytest.mark.parametrize("sign", [0, 1])
def test_no_wrong_password_is_accepted(tried: str, sign: int) -> None:
    paper = OnPaper(tried=tried, sign=sign)
    assert not paper.handshake.accepts(paper.claim())


def test_public_values_do_not_let_anybody_test_passwords_at_leisure() -> None:
    """Built on Cognito's generator alone, B - kv would be a square for the right v and each B, and only for it."""
    halves = [paper.handshake for paper in (OnPaper(sign=n % 2) for n in range(4))]
    squares = [
        pow(half.public - srp.MULTIPLIER * half.verifier.value, (srp.PRIME - 1) // 2, srp.PRIME) == 1 for half in halves
    ]
    assert set(squares) == {True, False}


@pytest.mark.parametrize("multiple", [0, 1, 2, 3])
def test_a_public_value_that_is_nothing_modulo_the_prime_is_refused(multiple: int) -> None:
    with pytest.raises(srp.UnusablePublicKey):
        OnPaper()._begun(f"{multiple * srp.PRIME:x}")


@pytest.mark.parametrize(
    "text", ["", "g", "-1", "0x10", " 10", "1_0", "+5", "١٢", f"{srp.PRIME + 1:x}", "f" * 5000, "1" * 771]
)
def test_a_public_value_that_is_no_number_of_the_group_is_refused(text: str) -> None:
    with pytest.raises(srp.UnusablePublicKey):
        OnPaper()._begun(text)


def test_a_password_is_known_again_by_what_is_kept_of_it() -> None:
    verifier = srp.enroll(PASSWORD, pool_name=NAME, user=USER, salt=os.urandom(16))
    assert srp.is_password(PASSWORD, pool_name=NAME, user=USER, verifier=verifier)
    assert not srp.is_password(PASSWORD + "x", pool_name=NAME, user=USER, verifier=verifier)


def test_nothing_secret_is_shown_when_a_handshake_is_printed() -> None:
    paper = OnPaper()
    shown = f"{paper.handshake!r} {paper.verifier!r}"
    assert str(paper.verifier.value) not in shown
    assert str(paper.handshake.secret) not in shown
