"""Sweeps: many scenarios under many parameter draws, declared in a file, resumable, the same whatever the workers.

- ``Plan`` (plan): scenarios, parameters and how they are drawn
- ``run`` (run): parts over workers, written as they come, resumed where a run was killed
- ``team`` (workers): this process, this machine's, or a scheduler's
- ``solve_part`` (part): one part, a pure function of the plan
"""
