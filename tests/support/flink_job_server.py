"""Beam's job server for Flink, asked for the options that it knows."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import grpc
from apache_beam.portability.api import beam_job_api_pb2, beam_job_api_pb2_grpc

START_SECONDS = 120.0


def job_server_options(jar: Path) -> set[str]:
    """Start the job server, and give the names of all options that it knows."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    driver = ["org.apache.beam.runners.flink.FlinkJobServerDriver", f"--job-port={port}"]
    command = ["java", "-Xmx300m", "-cp", str(jar), *driver, "--artifact-port=0", "--expansion-port=0"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            grpc.channel_ready_future(channel).result(START_SECONDS)
            stub = beam_job_api_pb2_grpc.JobServiceStub(channel)
            answer = stub.DescribePipelineOptions(beam_job_api_pb2.DescribePipelineOptionsRequest())
            return {option.name for option in answer.options}
    finally:
        server.kill()
        server.wait()
