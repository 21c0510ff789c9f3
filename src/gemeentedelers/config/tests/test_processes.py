import os
import signal
import subprocess
import sys
import threading
import time
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import pytest

from gemeentedelers.config.processes import _answers, supervise

SERVER = """
import http.server, sys
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
open(sys.argv[1], "w").write(str(server.server_port))
server.serve_forever()
"""
SLEEPER = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
FAILING = "import sys; print('the cupboard is bare'); sys.exit(3)"
NOWHERE = "http://127.0.0.1:9/"


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def ask_to_stop() -> None:
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()


def serving(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    port = folder / "port"
    server = subprocess.Popen(python(SERVER, str(port)), cwd=folder, stderr=subprocess.DEVNULL)  # noqa: S603
    while not (port.exists() and port.read_text()):
        time.sleep(0.02)
    return server, f"http://127.0.0.1:{port.read_text()}/"


def test_a_child_that_ends_is_named_with_its_last_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = supervise({"web": python(FAILING)}, ready_urls=[NOWHERE], on_ready=pytest.fail, log_dir=tmp_path)
    expected = "The process 'web' ended with exit code 3.\n  web | the cupboard is bare\n"
    assert (code, capsys.readouterr().err) == (1, expected)


def test_it_is_ready_when_the_address_answers_and_stops_its_children_when_asked(tmp_path: Path) -> None:
    server, url = serving(tmp_path)
    said: list[str] = []

    def on_ready() -> None:
        said.append("ready")
        ask_to_stop()

    code = supervise({"worker": python(SLEEPER)}, ready_urls=[url], on_ready=on_ready, log_dir=tmp_path)
    server.kill()
    server.wait()
    assert (code, said) == (0, ["ready"])


def test_a_child_that_does_not_listen_is_killed_after_the_grace(tmp_path: Path) -> None:
    ask_to_stop()
    began = time.monotonic()
    code = supervise(
        {"worker": python(STUBBORN)}, ready_urls=[NOWHERE], on_ready=pytest.fail, log_dir=tmp_path, stop_grace=0.5
    )
    assert (code, time.monotonic() - began < 5) == (0, True)


def test_an_address_that_never_answers_ends_the_wait(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = supervise(
        {"web": python(SLEEPER)}, ready_urls=[NOWHERE], on_ready=pytest.fail, log_dir=tmp_path, ready_within=0.3
    )
    assert (code, "did not answer within 0 seconds" in capsys.readouterr().err) == (1, True)


def test_the_signals_work_as_before_afterwards(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    supervise({"web": python(FAILING)}, ready_urls=[NOWHERE], on_ready=pytest.fail, log_dir=tmp_path)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_proxy_for_elsewhere_does_not_hide_the_own_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()

        assert _answers(f"http://127.0.0.1:{server.server_port}/")
