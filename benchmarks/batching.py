"""Questions of several threads encoded one by one, and together in one call.

    python -m benchmarks.batching

Processor time a question tells what batching saves even while others use the machine.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from assistant.embedding import load_encoder
from assistant.embedding.batching import BatchingEncoder
from assistant.embedding.encoder import Encoder

_THREADS = (1, 2, 4, 8, 32)
_QUESTIONS = [
    f"Hạn gửi báo cáo về việc số {number} của xã thứ {number % 90} là khi nào?"
    for number in range(600)
]


def measure(encoder: Encoder, threads: int) -> tuple[float, float]:
    """Questions a second, and milliseconds of processor time a question."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda text: encoder.encode_queries([text]), _QUESTIONS[:40]))
        wall, used = time.perf_counter(), time.process_time()
        list(pool.map(lambda text: encoder.encode_queries([text]), _QUESTIONS))
        wall, used = time.perf_counter() - wall, time.process_time() - used
    return len(_QUESTIONS) / wall, 1000 * used / len(_QUESTIONS)


def main() -> None:
    alone = load_encoder("bundled")
    for threads in _THREADS:
        for name, encoder in (("one by one", alone), ("together", BatchingEncoder(alone))):
            rate, used = measure(encoder, threads)
            print(f"{threads:3} threads, {name:10}: {rate:5.0f} a second, {used:.1f} ms each")


if __name__ == "__main__":
    main()
