"""Run the benchmarks (all, or the ones named) and print each figure with its peer's and the ratio.

python -m benchmarks [NAME ...]
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks
from benchmarks.measure import Result

HIDDEN = ("measure", "__main__")


def main(names: list[str]) -> None:
    known = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name not in HIDDEN]
    for name in names or known:
        if name not in known:
            sys.exit(f"no benchmark {name}: there are {', '.join(known)}")
        print(f"\n{name}", flush=True)
        for result in importlib.import_module(f"benchmarks.{name}").run():
            print(_line(result), flush=True)


def _line(result: Result) -> str:
    verdict = "" if result.met is None else "   met" if result.met else "   NOT MET"
    unit = result.unit
    return (
        f"  {result.what}: {result.ours:.4g} {unit}; {result.peer_name}: {result.peer:.4g} {unit};"
        f" ratio {result.ours / result.peer:.3g}   (goal: {result.goal}){verdict}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
