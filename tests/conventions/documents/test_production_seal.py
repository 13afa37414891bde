"""The road of production: a provider's clock and revocation lists, asked over HTTP on this machine."""

import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from conventions.documents import development, keys, seal


class Provider(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ProviderAnswers)
        self.asked: list[str] = []
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.life = timedelta(days=365)
        self.revoked = False

    def make(self) -> None:
        """Certificates that say where their revocation lists are, unlike those of development."""
        life = self.life
        self.root = development._issue("Racine", None, life, development._authority_extensions(1))
        self.authority = self._issue("Autorité", self.root, development._authority_extensions(0))
        self.seal = self._issue("Cachet", self.authority, development._signer_extensions())
        self.clock = self._issue("Horloge", self.root, development._clock_extensions())
        self.pki = development.DevelopmentPki(self.root, self.authority, self.seal, self.clock)
        self.timestamper = keys._development_clock(self.pki)

    def _issue(self, name, issuer, extensions) -> development.Identity:
        place = "root" if issuer is self.root else "authority"
        point = x509.DistributionPoint(
            [x509.UniformResourceIdentifier(f"{self.address}/{place}.crl")], None, None, None
        )
        lists = (x509.CRLDistributionPoints([point]), False)
        return development._issue(name, issuer, self.life, [*extensions, lists])

    def lists(self) -> dict[str, bytes]:
        root, authority = self.pki.revocation_lists()
        return {"/root.crl": root, "/authority.crl": authority}


class ProviderAnswers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self._answer(self.server.lists()[self.path], "application/pkix-crl")

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        if self.path != "/tsa":
            self._answer(b"une page", "text/html")
            return
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(self.server.timestamper.request_tsa_response(asked).dump(), "application/timestamp-reply")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def provider():
    with Provider() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        server.make()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def bought(provider, tmp_path) -> keys.SealKeys:
    container = pkcs12.serialize_key_and_certificates(
        b"cachet",
        provider.seal.key,
        provider.seal.certificate,
        [provider.authority.certificate],
        BestAvailableEncryption(b"secret"),
    )
    (tmp_path / "seal.p12").write_bytes(container)
    (tmp_path / "roots.pem").write_bytes(provider.root.certificate.public_bytes(Encoding.PEM))
    return keys.production_keys(tmp_path / "seal.p12", "secret", f"{provider.address}/tsa", tmp_path / "roots.pem")


def test_a_bought_seal_asks_its_clock_and_its_authorities(provider, bought, frozen_pdf):
    sealed = seal.seal(frozen_pdf, bought)

    assert sealed.pdf.startswith(frozen_pdf)
    assert sealed.label == "Cachet de la plateforme"
    assert provider.asked.count("/tsa") == 2
    assert {"/root.crl", "/authority.crl"} <= set(provider.asked)


def test_a_clock_that_answers_nonsense_leaves_the_document_unsealed(provider, bought, frozen_pdf):
    elsewhere = replace(bought, timestamper=type(bought.timestamper)(f"{provider.address}/portal"))

    with pytest.raises(seal.SealUnavailable, match="horodatage"):
        seal.seal(frozen_pdf, elsewhere)
