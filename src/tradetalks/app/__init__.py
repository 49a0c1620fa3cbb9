"""The workbench: a local web page on which a summit is worked through; needs the ``app`` extra."""
