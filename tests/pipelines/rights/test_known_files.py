"""What a state remembers of a site's files."""

from hostile_server import reply
from small_newsroom import Newsroom

from pipelines.cli import main
from pipelines.rights.known_files import read_known_files
from transforms.state.storage import open_store

TDM = "/.well-known/tdmrep.json"


def known(newsroom: Newsroom) -> list[tuple[str, int, str | None]]:
    state = open_store(str(newsroom.output / "_state"))
    return [(file.address, file.statements, file.problem) for file in read_known_files(state, 1, "paper.example")]


def test_a_file_is_told_with_what_it_holds(newsroom: Newsroom) -> None:
    newsroom.server.answers[TDM] = reply(body=b'[{"location": "/", "tdm-reservation": 0}]', kind="application/json")
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file()]) == 0
    assert known(newsroom) == [(f"http://paper.example{TDM}", 1, None)]


def test_so_is_one_that_could_not_be_read(newsroom: Newsroom) -> None:
    newsroom.server.answers[TDM] = reply(500)
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file()]) == 0
    assert known(newsroom) == [(f"http://paper.example{TDM}", 0, "the server answered 500")]


def test_of_a_site_that_was_never_asked_nothing_is_known(newsroom: Newsroom) -> None:
    assert known(newsroom) == []
