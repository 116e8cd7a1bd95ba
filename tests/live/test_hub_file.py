"""The socket of the hub process: one listener, one user, and sentences when it cannot be."""

import os
import socket
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.support.apps import MakeApp
from webapp.config import ROOT, BadSetting, read_settings
from webapp.live import handover
from webapp.live.hub_file import CannotListen, listening


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hub.sock"


def test_only_the_user_may_open_the_socket(path: Path) -> None:
    with listening(path):
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_second_hub_process_is_refused(path: Path) -> None:
    with listening(path):
        with pytest.raises(CannotListen, match="Start this one with --take-over"), listening(path):
            pass
        with pytest.raises(CannotListen, match="neither hands over nor ends"), listening(path, 0.05):
            pass
        assert path.is_socket()


def test_whoever_waits_has_the_path_as_soon_as_the_other_one_has_ended(path: Path) -> None:
    first = ExitStack()
    first.enter_context(listening(path))
    end = threading.Timer(0.2, first.close)
    end.start()
    with listening(path, 20):
        assert path.is_socket()
    end.join()


def test_a_seat_that_was_given_away_is_not_cleared(path: Path) -> None:
    with listening(path) as seat:
        given = replace(seat, listener=seat.listener.dup(), lock=os.dup(seat.lock))
        seat.is_ours = False
    with given.held():
        assert path.is_socket()
        with pytest.raises(CannotListen, match="already"), listening(path):
            pass
    assert not path.exists()


def test_what_a_killed_hub_process_left_is_no_hindrance(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, handover.KIND) as left:
        left.bind(str(path))
    with listening(path):
        assert path.is_socket()
    assert not path.exists()


def test_a_file_that_is_no_socket_is_left_alone(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(CannotListen, match="is not a socket"), listening(path):
        pass
    assert path.read_text() == "mine"


def test_a_folder_that_everybody_writes_to_is_refused(path: Path) -> None:
    folder = path.parent / "open"
    folder.mkdir()
    with listening(folder / "hub.sock"):
        pass
    folder.chmod(0o777)
    with pytest.raises(CannotListen, match="belongs to the user"), listening(folder / "hub.sock"):
        pass


def test_a_path_is_the_same_from_wherever_a_process_starts(
    monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    monkeypatch.chdir(path.parent)
    assert read_settings({"LIVE_HUB": "instance/live.sock"})["LIVE_HUB"] == str(
        ROOT / "instance" / "live.sock"
    )
    assert read_settings({"LIVE_HUB": str(path)})["LIVE_HUB"] == str(path)
    assert read_settings({})["LIVE_HUB"] == ""


def test_a_path_that_no_socket_can_have_is_refused() -> None:
    with pytest.raises(BadSetting, match="LIVE_HUB is too long"):
        read_settings({"LIVE_HUB": "/run/" + "x" * 103})
    assert read_settings({"LIVE_HUB": "/run/" + "x" * 102})["LIVE_HUB"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_command_says_what_is_missing(app: Flask) -> None:
    ran = app.test_cli_runner().invoke(args=["live-hub"])
    assert ran.exit_code == 1 and "LIVE_HUB is empty" in ran.output


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_command_counts_pages_and_fails_when_nobody_answers(make_app: MakeApp, path: Path) -> None:
    runner = make_app(LIVE_HUB=str(path)).test_cli_runner()
    ran = runner.invoke(args=["live-hub", "--count"])
    assert ran.exit_code == 1 and "No hub process answers" in ran.output
