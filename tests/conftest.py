"""Tests keep their caches to themselves, so that none passes thanks to an earlier run."""

import os
import tempfile

os.environ["TRADETALKS_CACHE"] = tempfile.mkdtemp(prefix="tradetalks-test-cache-")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ["COLUMNS"] = "160"  # tables wide enough not to wrap the words that tests look for
