"""The line to a cloud's accounts: it trusts whom the line to the cloud itself trusts."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.local.server import HomeServer
from desktop.model.errors import Offline
from tests.helpers.certificates import self_signed
from tests.helpers.home import OWNER, PASSWORD, computer


@pytest.mark.parametrize("is_trusted", [True, False])
async def test_a_certificate_that_the_person_trusts_is_good_for_the_accounts_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_trusted: bool
) -> None:
    certificate = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.chain))
    home = HomeServer(tmp_path / "home", certificate=certificate)
    url = home.start()
    try:
        async with computer(tmp_path / "laptop", name="Laptop") as laptop:
            cloud = await laptop.family.find(url)
            if not is_trusted:
                monkeypatch.delenv("SSL_CERT_FILE")
                with pytest.raises(Offline, match="does not trust the certificate"):
                    await laptop.family.sign_in(cloud, email=OWNER, password=PASSWORD)
                return
            assert await laptop.family.sign_up(cloud, email=OWNER, password=PASSWORD, owner_code=home.owner_code or "")
            assert not await laptop.family.sign_in(cloud, email=OWNER, password=PASSWORD)
    finally:
        home.stop()
