"""JAX set up once, on first use: 64-bit floats and a compilation cache that outlives the process."""

from __future__ import annotations

import jax

from tradetalks.paths import cache_folder


def configure() -> None:
    """Switch JAX to float64 and keep compiled functions in ``cache_folder()/jax``.

    A folder that cannot be written costs only compile time: JAX then compiles anew in each process.
    """
    jax.config.update("jax_enable_x64", True)
    if getattr(jax.config, "jax_compilation_cache_dir", None) is None:
        jax.config.update("jax_compilation_cache_dir", str(cache_folder() / "jax"))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.1)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)


configure()
