"""Nothing but our own files is ever read while a page is laid out."""

import socket
import threading

import pytest
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from conventions.documents import layout
from territories.documents import assets

# {url} is a listener on this machine; the other addresses lead to files or to the metadata of a cloud.
VECTORS = [
    '<img src="{url}">',
    '<img src="file:///etc/passwd">',
    '<img src="/etc/passwd">',
    '<img srcset="{url} 2x" src="{url}">',
    '<img src="http://169.254.169.254/latest/meta-data/">',
    '<img src="http://[::1]:{port}/x">',
    '<img src="http://0x7f000001:{port}/x">',
    '<img src="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>">',
    '<img src="ftp://127.0.0.1:{port}/x">',
    '<img src="gopher://127.0.0.1:{port}/x">',
    '<img src="ctg:../../etc/passwd">',
    '<img src="ctg:/etc/passwd">',
    '<img src="ctg://127.0.0.1:{port}/x">',
    '<img src="CTG:convention.css/../secret">',
    '<base href="{url}"><img src="x">',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="stylesheet" href="file:///etc/passwd">',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="file:///etc/passwd">x</a>',
    '<style>@import "{url}";</style>',
    "<style>@import url(file:///etc/passwd);</style>",
    "<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style><p>x",
    "<style>p {{ background: url({url}) }}</style><p>x",
    "<style>p {{ background-image: image-set(url({url}) 1x), url({url}) }}</style><p>x",
    "<style>p::before {{ content: url({url}) }}</style><p>x",
    "<style>@page {{ background: url({url}) }}</style><p>x",
    "<style>ul {{ list-style-image: url({url}) }}</style><ul><li>x</ul>",
    "<style>p {{ border-image-source: url({url}); border: 1px solid }}</style><p>x",
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="{url}#x"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>@import "{url}";</style><rect width="1" height="1"/></svg>',
    '<iframe src="{url}"></iframe>',
    '<input type="image" src="{url}">',
    '<video poster="{url}"></video>',
    '<meta http-equiv="refresh" content="0;url={url}">',
]


@pytest.fixture
def listener():
    """A port that counts who knocks."""
    knocks: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    stopped = threading.Event()

    def listen():
        while not stopped.is_set():
            try:
                caller, _ = server.accept()
            except TimeoutError:
                continue
            with caller:
                knocks.append(caller.recv(100))

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], knocks
    stopped.set()
    thread.join()
    server.close()


def test_the_listener_hears_a_knock(listener):
    port, knocks = listener

    with socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(b"hello")
        caller.recv(1)

    assert knocks == [b"hello"]


@pytest.mark.parametrize("vector", VECTORS)
def test_a_page_reads_no_address_and_no_file(vector, listener, recwarn):
    port, knocks = listener
    page = vector.format(url=f"http://127.0.0.1:{port}/x", port=port)

    try:
        pdf = HTML(string=page, url_fetcher=assets.OwnFiles()).write_pdf(pdf_variant="pdf/a-3a")
    except FatalURLFetchingError:
        pdf = b""

    assert knocks == []
    assert b"/EmbeddedFile" not in pdf
    assert b"root:" not in pdf


def test_a_foreign_address_in_our_own_page_stops_it_with_a_refusal_that_a_worker_survives(
    short_convention, monkeypatch
):
    monkeypatch.setattr(layout, "html", lambda _: '<img src="file:///etc/passwd" alt="x">')

    with pytest.raises(assets.ForbiddenResource, match="n’est pas le sien"):
        layout.render(short_convention)


def test_an_unknown_key_is_no_path():
    for key in ("../ctg/settings.py", "/etc/passwd", "", "fonts"):
        with pytest.raises(KeyError):
            assets.path(key)
