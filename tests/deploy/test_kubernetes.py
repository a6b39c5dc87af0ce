"""Flink on Kubernetes, as far as it can be checked without a cluster: schemas, and that the parts name each other rightly."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from apache_beam.options.pipeline_options import FlinkRunnerOptions, PipelineOptions, PortableOptions

from pipelines.config.loading import load_config

kubernetes_validate = pytest.importorskip("kubernetes_validate", reason="the schemas of Kubernetes are not installed")

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "deploy" / "flink" / "kubernetes.yaml"
PARTS: list[dict[str, Any]] = list(yaml.safe_load_all(MANIFEST.read_text()))


def part(kind: str, name: str) -> dict[str, Any]:
    (found,) = [part for part in PARTS if part["kind"] == kind and part["metadata"]["name"] == name]
    return found


def pods() -> list[dict[str, Any]]:
    return [part["spec"]["template"] for part in PARTS if part["kind"] in ("Deployment", "Job")]


def containers() -> list[dict[str, Any]]:
    return [one for pod in pods() for one in (*pod["spec"].get("initContainers", ()), *pod["spec"]["containers"])]


@pytest.mark.parametrize("version", ["1.29", "1.35"])
@pytest.mark.parametrize("one", PARTS, ids=lambda part: f"{part['kind']} {part['metadata']['name']}")
def test_each_part_keeps_to_the_schema_of_the_api(one: dict[str, Any], version: str) -> None:
    kubernetes_validate.validate(one, version, strict=True)


def test_what_is_mounted_and_selected_is_there() -> None:
    for pod in pods():
        volumes = {volume["name"]: part("ConfigMap", volume["configMap"]["name"]) for volume in pod["spec"]["volumes"]}
        for container in pod["spec"]["containers"]:
            for mount in container.get("volumeMounts", ()):
                assert mount.get("subPath") in (None, *volumes[mount["name"]]["data"])
    labels = [pod["metadata"]["labels"] for pod in pods()]
    selectors = [one["spec"]["selector"] for one in PARTS if one["kind"] == "Service"]
    selectors += [one["spec"]["selector"]["matchLabels"] for one in PARTS if one["kind"] == "Deployment"]
    for selector in selectors:
        assert any(selector.items() <= label.items() for label in labels), selector


def test_flink_is_found_by_the_name_and_the_ports_of_its_service() -> None:
    settings = yaml.safe_load(part("ConfigMap", "flink")["data"]["config.yaml"])
    ports = {port["name"]: port["port"] for port in part("Service", "flink-jobmanager")["spec"]["ports"]}
    assert settings["jobmanager.rpc.address"] == settings["rest.address"] == "flink-jobmanager"
    assert settings["blob.server.port"] == ports["blob"]
    (job_server,) = [one for one in containers() if one["name"] == "job-server"]
    assert job_server["args"] == [f"--flink-master=flink-jobmanager:{ports['rest']}"]
    (client,) = [one for one in containers() if one["name"] == "newsbeam"]
    assert f"--flink_master=flink-jobmanager:{ports['rest']}" in client["args"], "newsbeam cancels its job there"


def test_the_job_uses_the_pool_beside_each_task_manager_and_all_its_slots() -> None:
    (workers,) = [one for one in containers() if one["name"] == "workers"]
    (client,) = [one for one in containers() if one["name"] == "newsbeam"]
    options = PipelineOptions(client["args"])
    assert options.view_as(PortableOptions).environment_type == "EXTERNAL"
    assert options.view_as(PortableOptions).environment_config == f"localhost:{workers['ports'][0]['containerPort']}"
    assert workers["args"] == [f"--service_port={workers['ports'][0]['containerPort']}"]
    settings = yaml.safe_load(part("ConfigMap", "flink")["data"]["config.yaml"])
    slots, replicas = (
        settings["taskmanager.numberOfTaskSlots"],
        part("Deployment", "flink-taskmanager")["spec"]["replicas"],
    )
    assert options.view_as(FlinkRunnerOptions).parallelism == slots * replicas
    assert int(options.view_as(PortableOptions).sdk_worker_parallelism) == slots
    assert workers["image"] == client["image"], "the graph is laid by what runs it"


def test_the_job_server_is_of_the_proven_pair() -> None:
    (image,) = [one["image"] for one in containers() if one["name"] == "job-server"]
    found = re.fullmatch(r"apache/beam_flink([\d.]+)_job_server:([\d.]+)", image)
    assert found is not None
    pom = (ROOT / "deploy" / "flink" / "pom.xml").read_text()
    assert f"<flink.line>{found[1]}</flink.line>" in pom and f"<beam.version>{found[2]}</beam.version>" in pom
    assert f"apache-beam=={found[2]}" in (ROOT / "constraints-beam-2.70.txt").read_text().splitlines()
    assert f"BEAM={found[2]}" in MANIFEST.read_text()


def test_its_configuration_is_good(tmp_path: Path) -> None:
    (tmp_path / "newsbeam.yaml").write_text(part("ConfigMap", "newsbeam")["data"]["newsbeam.yaml"])
    config = load_config(str(tmp_path / "newsbeam.yaml"))
    workers = 4
    assert 4 * workers <= config.shards <= 8 * workers
