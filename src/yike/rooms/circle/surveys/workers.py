"""Who runs the cities of a batch: this process, other processes, or a Dask cluster."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from yike.engines.faults import Fault
from yike.rooms.circle.surveys.batch import Result, Run, part, unexpected
from yike.rooms.circle.surveys.cities import City


def serially(cities: Sequence[City]) -> Iterator[Result]:
    """Run city after city in this process."""
    return map(part, cities)


def _be_a_worker() -> None:
    """Prepare a worker: Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_be_a_worker)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the pool now: what is running is thrown away, nothing of it was written."""
    running = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in running:
        process.terminate()


def in_processes(workers: int) -> Run:
    """Return a runner with so many processes. A city whose process is killed is tried once more alone."""

    def run(cities: Sequence[City]) -> Iterator[Result]:
        pool = _pool(min(workers, len(cities)))
        orphans: list[City] = []
        try:
            futures = {pool.submit(part, city): city for city in cities}
            for future in as_completed(futures):
                if isinstance(future.exception(), BrokenProcessPool):
                    orphans.append(futures[future])
                else:
                    yield future.result()
        finally:
            _stop(pool)
        yield from map(_alone, orphans)

    return run


def _alone(city: City) -> Result:
    """Run one city in a process of its own, so that if it dies again it is known which one it was."""
    pool = _pool(1)
    try:
        return pool.submit(part, city).result()
    except BrokenProcessPool:
        return Result(
            city.name,
            "failed",
            zh="计算这座城的进程被系统终止，多半是内存不够。请换内存更大的机器，或把城分成几片。",
            en="The process of this city was ended by the system, most likely for memory. "
            "Use a machine with more, or split the city.",
        )
    finally:
        _stop(pool)


def on_cluster(address: str) -> Run:
    """Return a runner on the Dask cluster at ``address``; its workers must see the same files.

    Raises ``Fault`` where Dask is not installed or the cluster does not answer.
    """

    def run(cities: Sequence[City]) -> Iterator[Result]:
        client = _client(address)
        from distributed import as_completed as as_done  # noqa: PLC0415 - an extra, not always there

        try:
            futures = client.map(part, cities, pure=False)
            city_of: dict[str, City] = {f.key: c for f, c in zip(futures, cities, strict=True)}
            for future in as_done(futures):  # type: ignore[no-untyped-call]
                yield _outcome(future, city_of[future.key])
        finally:
            client.close()

    return run


def _outcome(future: Any, city: City) -> Result:
    """Return what a finished future holds; a lost worker counts against its city only."""
    error = future.exception()
    if error is None:
        result: Result = future.result()
        return result
    zh, en = unexpected(error)
    return Result(city.name, "failed", zh=zh, en=en)


def _client(address: str) -> Any:
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, not always there
    except ImportError as error:
        raise Fault(
            "没有安装 Dask",
            "Dask is not installed",
            do_zh="请运行 pip install 'yike[batch]'",
            do_en="Run pip install 'yike[batch]'",
        ) from error
    try:
        return Client(address, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise Fault(
            f"连不上 Dask 集群 {address}",
            f"the Dask cluster {address} does not answer",
            do_zh="请检查地址，并确认调度器在运行",
            do_en="Check the address and that the scheduler is running",
        ) from error


def chosen(*, workers: int | None = None, serial: bool = False, dask: str | None = None) -> Run:
    """Return the runner a person asked for; processes, as many as cores, where nothing was said.

    Raises ``Fault`` where two ways were asked for at once.
    """
    if sum((workers is not None, serial, dask is not None)) > 1:
        raise Fault(
            "--workers、--serial、--dask 只能选一个",
            "only one of --workers, --serial and --dask can be used",
            do_zh="请去掉多余的",
            do_en="Leave out the others",
        )
    if dask is not None:
        return on_cluster(dask)
    if serial:
        return serially
    return in_processes(workers or os.cpu_count() or 1)
