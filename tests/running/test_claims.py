"""What keeps the tracker from starting is one sentence that says what to do."""

import socket
from pathlib import Path

import pytest

from tracker.running.claims import Refused, check_port, folder_claimed


def test_it_works(tmp_path: Path) -> None:
    for _ in range(2):
        with folder_claimed(tmp_path / "new" / "var"):
            assert (tmp_path / "new" / "var").is_dir()


def test_a_second_tracker_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with folder_claimed(tmp_path), pytest.raises(Refused) as refused, folder_claimed(tmp_path):
        pass

    sentence = (
        f"The tracker is already running in {tmp_path}: stop it first, or set VAR_DIR to another folder."
    )
    assert str(refused.value) == sentence


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(Refused) as refused, folder_claimed(tmp_path / "file" / "var"):
        pass

    sentence = (
        f"The folder {tmp_path}/file/var cannot be written (Not a directory): set VAR_DIR to one that can."
    )
    assert str(refused.value) == sentence


def test_a_taken_port_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Refused) as refused:
            check_port("127.0.0.1", port)

    sentence = f"Port {port} is taken: stop what uses it, or choose another one, as in PORT={port + 1}."
    assert str(refused.value) == sentence


def test_a_port_that_was_just_given_up_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            other.accept()[0].close()

    check_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(Refused, match=rf"^PORT is {port}: choose a number between 1 and 65535"):
        check_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Refused, match=r"^192\.0\.2\.1 is no address of this machine .*: set HOST to one"):
        check_port("192.0.2.1", 8000)
