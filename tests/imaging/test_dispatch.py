"""Who is served next: no job waits while both its worker and another have nothing to do."""

from __future__ import annotations

import queue
import threading

from janus_desktop.imaging.dispatch import Dispatch, Lane
from janus_desktop.imaging.supervisor import Job


def test_a_job_far_back_is_not_forgotten_by_the_worker_that_holds_its_file() -> None:
    dispatch = Dispatch(look_for=2)
    taken: queue.SimpleQueue[str] = queue.SimpleQueue()

    def work(number: int) -> None:
        while (job := dispatch.take(number, 60.0)) is not None:
            taken.put(job.request["path"])
            dispatch.finish(job)

    def job(path: str) -> Job:
        return Job(path.encode(), {"op": "inspect", "path": path}, lambda _: None)

    for number in range(5):
        dispatch.remember(job(f"{number}"), 1 if number == 4 else 0)
    workers = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(2)]
    for worker in workers:
        worker.start()
    try:
        for _ in range(300):
            lane = Lane(urgent=False)
            dispatch.open(lane)
            for number in range(5):
                dispatch.submit(lane, job(f"{number}"))
            assert sorted(taken.get(timeout=10) for _ in range(5)) == ["0", "1", "2", "3", "4"]
            dispatch.withdraw(lane)
    finally:
        dispatch.close()
        for worker in workers:
            worker.join(5)
