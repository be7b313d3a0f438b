"""One module a family of routes; each has a `ROUTES`."""

from __future__ import annotations

import importlib
import pkgutil

from tests.grafana.router import Routes


def families() -> list[Routes]:
    """The routes of all modules of this package."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__, f"{__name__}."))
    return [importlib.import_module(name).ROUTES for name in names if "._" not in name]
