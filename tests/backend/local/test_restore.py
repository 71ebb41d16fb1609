"""A server that is put back to an older copy of its folder takes nothing from anybody."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

import httpx

from tests.backend.local.conftest import Serve
from tests.backend.local.home import Computer, owner
from tests.helpers.server_process import free_port


def test_computers_that_run_on_send_again_what_an_older_copy_lacks(
    serve: Serve, folder: Path, tmp_path: Path, closing: ExitStack
) -> None:
    port = free_port()
    home = serve(port=port)
    token = owner(home.url, code=home.owner_code)
    kitchen, study = Computer(home.url, token), Computer(home.url, token)
    for computer in (kitchen, study):
        closing.callback(computer.close)
    kitchen.found()
    study.register()
    kitchen.replica.edit({"t_first": {"title": "First"}, "p_one": {"title": "Bedtime"}})
    kitchen.sync()

    home.stop()
    shutil.copytree(folder, tmp_path / "copy")
    home = serve(port=port)
    study.sync()
    study.replica.edit({"t_second": {"title": "Second"}, "p_one": {"title": "Good night"}})
    study.sync()
    kitchen.sync()
    kitchen.replica.edit({"t_first": {"_del": 1}})
    kitchen.sync()
    kitchen.replica.edit({"t_third": {"title": "Third"}})  # not sent yet when it happens

    home.stop()
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "copy", folder)
    serve(port=port)
    for computer in (study, kitchen, study):
        computer.sync()

    base = kitchen.storage.base
    assert base == study.storage.base
    assert [base[record]["title"] for record in ("t_first", "t_second", "t_third")] == ["First", "Second", "Third"]
    assert not base["t_first"].get("_del")
    titles = {base["p_one"]["title"], *(fields.get("value") for fields in base.values())}
    assert titles >= {"Bedtime", "Good night"}  # the one that did not stay is in the ledger


def test_a_copy_answers_at_another_place_as_the_first_did(
    serve: Serve, folder: Path, tmp_path: Path, closing: ExitStack
) -> None:
    port = free_port()
    first = serve(port=port)
    computer = Computer(first.url, owner(first.url, code=first.owner_code))
    closing.callback(computer.close)
    computer.found()
    first.objects.put_new("fam/f/snap/1", b"snapshot")
    address = first.objects.url("fam/f/snap/1")
    first.stop()
    shutil.copytree(folder, tmp_path / "moved")
    shutil.rmtree(folder)

    moved = serve(folder=tmp_path / "moved", port=port)
    assert computer.client.get("/v1/family").status_code == 200
    assert httpx.get(moved.url + address).content == b"snapshot"


def test_nothing_of_a_running_server_is_outside_of_its_folder(serve: Serve, folder: Path, tmp_path: Path) -> None:
    before = {path for path in tmp_path.rglob("*") if folder not in (path, *path.parents)}
    home = serve()
    home.objects.put_new("../../../escaped", b"x")
    home.documents.put_new("../x", "..", {"n": 1})

    assert {path for path in tmp_path.rglob("*") if folder not in (path, *path.parents)} == before
    home.stop()
    assert not list(folder.glob("*-wal"))
