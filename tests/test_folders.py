"""Folders as alert files name them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.folders import folder, title_path

titles = st.text(st.sampled_from("ab /."), min_size=1).filter(lambda title: title == title.strip())


def as_grafana_splits(path: str) -> list[str]:
    """From the description of Grafana's splitting: at each slash without a backslash before it."""
    titles = [""]
    for part in path.split("/"):
        if titles[-1].endswith("\\"):
            titles[-1] = titles[-1][:-1] + "/" + part
        else:
            titles.append(part)
    return [title for title in titles if title]


@given(st.lists(titles, min_size=1, max_size=5))
def test_a_path_leads_to_the_titles_that_it_was_made_of(names: list[str]) -> None:
    folders = [
        folder(f"f{depth}", name, parent=f"f{depth - 1}" if depth else "") for depth, name in enumerate(names)
    ]
    by_uid = {each.uid: each for each in folders}
    assert as_grafana_splits(title_path(folders[-1], by_uid)) == names
