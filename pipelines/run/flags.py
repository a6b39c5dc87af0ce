"""Refuse flags that neither newsbeam nor the runner knows: Beam drops what it does not know, and runs without it."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterable, Iterator, Sequence

from apache_beam.options.pipeline_options import PipelineOptions

from pipelines.run.errors import RunnerRefused
from pipelines.run.runners import bare_name

# Their job servers know options that Beam's Python does not, and say so only when they run.
_OWN_OPTIONS = ("sparkrunner", "portablerunner")
# What Beam's job server for Flink knows besides (2.70; tests/test_flink.py asks it).
_FLINK = """
    allow_non_restored_state attached_mode auto_balance_write_files_sharding_enabled auto_watermark_interval
    checkpoint_timeout_millis checkpointing_interval checkpointing_mode disable_metrics enable_stable_input_drain
    execution_mode_for_batch execution_retry_delay externalized_checkpoints_enabled fail_on_checkpointing_errors faster_copy
    file_input_split_max_size_m_b finish_bundle_before_checkpointing flink_conf_dir force_slot_sharing_group
    force_unaligned_checkpoint_enabled job_check_interval_in_secs latency_tracking_interval max_bundle_size
    max_bundle_time_mills max_parallelism min_pause_between_checkpoints num_concurrent_checkpoints
    number_of_execution_retries object_reuse operator_chaining parallelism re_iterable_group_by_key_result
    report_checkpoint_duration retain_externalized_checkpoints_on_cancellation savepoint_path shutdown_sources_after_idle_ms
    state_backend state_backend_factory state_backend_storage_path unaligned_checkpoint_enabled use_data_stream_for_batch
    enable_heap_dumps environment_expiration_millis load_balance_bundles bundle_processor_cache_timeout
    default_sdk_harness_log_level element_processing_timeout_minutes files_to_stage semi_persist_dir
    retain_docker_containers update_compatibility_version app_name stable_unique_names
"""
FLINK_OPTIONS = frozenset(_FLINK.split())


def refuse_unknown_flags(flags: Sequence[str], runner: str) -> None:
    """See that the runner of this name knows each flag. Raises: RunnerRefused, with all that it does not know.

    For Spark, a job server of your own, or a runner that is not Beam's, only that one knows its flags: nothing is refused.
    """
    name = bare_name(runner)
    if name in _OWN_OPTIONS or ("." in runner and not runner.startswith("apache_beam.")):
        return
    more = FLINK_OPTIONS if name == "flinkrunner" else frozenset[str]()
    unknown = list(_unknown(_left_by_beam(flags), more))
    if unknown:
        known = [*PipelineOptions([]).get_all_options(), *more]
        raise RunnerRefused("\n".join(_sentence(flag, runner, known) for flag in unknown))


def _left_by_beam(flags: Sequence[str]) -> list[str]:
    """Give the arguments that are no options of Beam's Python."""
    left: list[str] = []

    def look(parser: argparse.ArgumentParser) -> None:
        left.extend(parser.parse_known_args(list(flags))[1])

    PipelineOptions(list(flags)).get_all_options(add_extra_args_fn=look, retain_unknown_options=True)
    return left


def _unknown(arguments: Sequence[str], more: Iterable[str]) -> Iterator[str]:
    takes_value = False
    for argument in arguments:
        name, equals, _ = argument.partition("=")
        if not argument.startswith("-"):
            if not takes_value:
                yield argument
            takes_value = False
            continue
        takes_value = _bare(name) in more and not equals
        if _bare(name) not in more:
            takes_value = not equals  # its own value is not told as another argument
            yield name


def _bare(flag: str) -> str:
    return flag.lstrip("-").replace("-", "_")


def _sentence(flag: str, runner: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(_bare(flag), list(known), n=1, cutoff=0.75)
    hint = (
        f"did you mean --{near[0]}?" if near else "leave it out, or see `newsbeam ingest --help` and Beam's own flags"
    )
    return f"unrecognized argument: {flag}; neither newsbeam nor {runner} knows it; {hint}"
