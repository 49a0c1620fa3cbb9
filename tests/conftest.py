"""Each run of the tests keeps its caches to itself, so that none passes thanks to an earlier run."""

import os
import tempfile

import pytest

if "PYTEST_XDIST_WORKER" not in os.environ:  # the workers of one run share its caches, as users' processes do
    os.environ["TRADETALKS_CACHE"] = tempfile.mkdtemp(prefix="tradetalks-test-cache-")
# JAX is the tests' reference for derivatives; compiled functions are no answers: several runs may share them
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", tempfile.mkdtemp(prefix="tradetalks-test-jax-"))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0.1")
# what it compiles runs once or twice: optimise less
os.environ.setdefault("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in the commands: threads of several workers wait for each other
os.environ["COLUMNS"] = "160"  # tables wide enough not to wrap the words that tests look for


@pytest.fixture(autouse=True, scope="session")
def charts_are_validated():
    """Charts go to Vega as they are, which is quicker; here each is held against the schema of Vega-Lite first."""
    import altair as alt

    plain = alt.TopLevelMixin.to_dict

    def few(spec):  # rows of one picture are alike; a picture of thousands is as valid as its first
        if isinstance(spec, dict):
            cut = {name: rows[:3] for name, rows in spec.get("datasets", {}).items()}
            rest = {key: few(value[:3] if key == "values" else value) for key, value in spec.items()}
            return {**rest, "datasets": cut} if cut else rest
        return [few(one) for one in spec] if isinstance(spec, list) else spec

    def validated(self, validate=True, **rest):
        made = plain(self, validate=False, **rest)
        if (rest.get("context") or {}).get("top_level", True):  # a layer's data may stand in its chart
            self.validate(few(made))
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alt.TopLevelMixin, "to_dict", validated)
        yield
