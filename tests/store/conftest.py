# SPDX-License-Identifier: MIT
"""Opens each store there is; a test that uses these fixtures holds for all of them."""

from datetime import timedelta

import pytest

from store.samples import US
from veille.store.sqlite import open_store


@pytest.fixture(params=["sqlite"])
def opened(request, tmp_path):
    """Return a function that opens the test's store, again or for another process."""
    stores = []

    def open_it(mode="create", holder=US, alive=lambda holder: True, busy=timedelta(seconds=10), path=None):
        where = path or tmp_path / "veille.db"
        stores.append(open_store(where, mode=mode, holder=holder, alive=alive, busy=busy))
        return stores[-1]

    yield open_it
    for store in stores:
        store.close()


@pytest.fixture
def store(opened):
    """Return an empty store."""
    return opened()
