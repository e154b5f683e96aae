"""One thread for all requests: what lesson 01 shows of it in Python is so in Node."""

from __future__ import annotations

import asyncio
import subprocess

import pytest

from qlab.teach.one_thread import at_once
from tests.servers import need_program

NODE = """
const atOnce = async work => {
  let begun = 0, most = 0;
  const asked = async () => {
    begun += 1; most = Math.max(most, begun);
    const doing = work();
    if (doing instanceof Promise) await doing;
    begun -= 1;
  };
  await Promise.all(Array.from({ length: 50 }, asked));
  return most;
};
const compute = () => { let sum = 0; for (let n = 0; n < 1e5; n++) sum += n; return sum; };
const said = async () => [await atOnce(() => new Promise(done => setTimeout(done, 300))), await atOnce(compute)];
said().then(both => console.log(...both));
"""


def test_whoever_waits_lets_the_others_in_and_whoever_computes_does_not() -> None:
    assert (at_once(lambda: asyncio.sleep(0.05)), at_once(lambda: sum(range(10_000)))) == (50, 1)
    assert at_once(lambda: asyncio.sleep(0), clients=3) == 3


def test_node_does_the_same() -> None:
    ran = subprocess.run([need_program("node"), "-e", NODE], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.split() == ["50", "1"]


def test_an_error_of_the_work_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        at_once(lambda: 1 / 0)
