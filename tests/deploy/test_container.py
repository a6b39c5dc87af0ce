"""The image and its two uses, as far as they can be checked without an engine: linters, schemas, and that the parts fit."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.arguments.parsing import read_arguments

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "container" / "Dockerfile"
COMPOSE = ROOT / "deploy" / "container" / "compose.yaml"
MANIFEST = ROOT / "deploy" / "kubernetes" / "newsbeam.yaml"
PARTS: list[dict[str, Any]] = list(yaml.safe_load_all(MANIFEST.read_text()))


def instructions() -> list[tuple[str, str]]:
    """What the Dockerfile says, an instruction and its arguments each."""
    text = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", DOCKERFILE.read_text(), flags=re.M))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line)]


def tool(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize("path", sorted(ROOT.glob("deploy/*/Dockerfile")), ids=lambda path: path.parent.name)
def test_a_linter_finds_nothing_in_the_image(path: Path) -> None:
    found = subprocess.run([tool("hadolint"), str(path)], capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (0, "")


def test_compose_keeps_to_its_schema() -> None:
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("version", ["1.29", "1.35"])
@pytest.mark.parametrize("one", PARTS, ids=lambda part: part["kind"])
def test_each_part_keeps_to_the_schema_of_the_api(one: dict[str, Any], version: str) -> None:
    kubernetes_validate = pytest.importorskip(
        "kubernetes_validate", reason="the schemas of Kubernetes are not installed"
    )
    kubernetes_validate.validate(one, version, strict=True)


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [
        word for name, rest in instructions() if name == "COPY" and "--from" not in rest for word in rest.split()[:-1]
    ]
    assert "newsbeam" in copied
    for path in copied:
        assert (ROOT / path).exists(), path
        assert path in kept or any(Path(path).match(pattern) for pattern in kept), path


def test_it_runs_as_nobody_in_particular() -> None:
    users = [rest for name, rest in instructions() if name == "USER"]
    assert users == ["10001:10001"]
    (pod,) = [part["spec"]["template"]["spec"] for part in PARTS if part["kind"] == "StatefulSet"]
    assert f"{pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}" == users[0]
    assert f"--uid {users[0].split(':')[0]} " in DOCKERFILE.read_text()


def test_what_it_runs_is_a_command_of_ours() -> None:
    found = dict(instructions())
    commands = [yaml.safe_load(found["CMD"])]
    (pod,) = [part["spec"]["template"]["spec"] for part in PARTS if part["kind"] == "StatefulSet"]
    (container,) = pod["containers"]
    commands.append(container["args"])
    for command in commands:
        arguments, flags = read_arguments(command)
        assert (arguments.config, arguments.metrics_port, flags) == ("/config/newsbeam.yaml", 9917, [])
    assert "127.0.0.1:9917/healthz" in found["HEALTHCHECK"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    probe = container["livenessProbe"]["httpGet"]
    assert (ports[probe["port"]], probe["path"]) == (9917, "/healthz")
    assert yaml.safe_load(found["ENTRYPOINT"]) == ["newsbeam"]


def test_its_grace_is_longer_than_ours() -> None:
    from pipelines.config.config import Config

    (pod,) = [part["spec"]["template"]["spec"] for part in PARTS if part["kind"] == "StatefulSet"]
    assert pod["terminationGracePeriodSeconds"] > Config(output="out").grace_seconds
    assert yaml.safe_load(COMPOSE.read_text())["services"]["newsbeam"]["stop_grace_period"] == "1m"


def test_what_is_mounted_is_there() -> None:
    (set_,) = [part["spec"] for part in PARTS if part["kind"] == "StatefulSet"]
    volumes = {volume["name"] for volume in set_["template"]["spec"]["volumes"]}
    volumes |= {claim["metadata"]["name"] for claim in set_["volumeClaimTemplates"]}
    (container,) = set_["template"]["spec"]["containers"]
    assert {mount["name"] for mount in container["volumeMounts"]} == volumes
    (config,) = [part for part in PARTS if part["kind"] == "ConfigMap"]
    read = yaml.safe_load(config["data"]["newsbeam.yaml"])
    assert read["output"].startswith("/data/")
