"""Beam's pool of Python workers, on loopback and at a free port, which it prints; it ends its workers when it is ended.

Beam's own command (`python -m apache_beam.runners.worker.worker_pool_main`) listens on all addresses of the machine, says
nowhere at which port, and leaves its workers behind when it is terminated.
"""

from __future__ import annotations

import signal
import sys
from concurrent.futures import ThreadPoolExecutor

import grpc
from apache_beam.portability.api import beam_fn_api_pb2_grpc
from apache_beam.runners.worker.worker_pool_main import BeamFnExternalWorkerPoolServicer, kill_process_gracefully

HANDLERS = 8
GRACE_SECONDS = 5


def main() -> None:
    """Serve until SIGTERM."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    pool = BeamFnExternalWorkerPoolServicer(use_process=True, data_buffer_time_limit_ms=-1)
    server = grpc.server(ThreadPoolExecutor(HANDLERS))
    beam_fn_api_pb2_grpc.add_BeamFnExternalWorkerPoolServicer_to_server(pool, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    try:
        server.wait_for_termination()
    finally:
        server.stop(0)
        for worker in list(pool._worker_processes.values()):
            kill_process_gracefully(worker, timeout=GRACE_SECONDS)


if __name__ == "__main__":
    main()
