"""A virus scanner on loopback that speaks what clamd speaks, and knows one virus."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gemeentedelers.foundation.files.tests.builders import EICAR


class _Conversation(socketserver.StreamRequestHandler):
    server: "FakeClamd"

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b"".join(self._pieces())
        self.server.scanned.append(content)
        self.wfile.write(self.server.says(content))

    def _pieces(self) -> Iterator[bytes]:
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            yield self.rfile.read(length)


class FakeClamd(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, place: str | tuple[str, int], *, answer: bytes | None) -> None:
        self.address_family = socket.AF_UNIX if isinstance(place, str) else socket.AF_INET
        self.answer = answer
        self.scanned: list[bytes] = []
        super().__init__(place, _Conversation)  # type: ignore[arg-type]  # a path for a socket in a folder

    def says(self, content: bytes) -> bytes:
        if self.answer is not None:
            return self.answer
        return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"

    @property
    def url(self) -> str:
        if self.address_family == socket.AF_UNIX:
            return f"unix://{self.server_address}"
        return f"tcp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def fake_clamd(*, folder: Path | None = None, answer: bytes | None = None) -> Iterator[FakeClamd]:
    """Listens on a port that is free, or on a socket in this folder. With an answer it says that, whatever comes."""
    place = ("127.0.0.1", 0) if folder is None else str(folder / "clamd.ctl")
    with FakeClamd(place, answer=answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def port_without_scanner() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{probe.getsockname()[1]}"
