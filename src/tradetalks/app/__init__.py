"""The workbench: a local web page on which a summit is worked through; needs the ``app`` extra.

- ``create`` (server): the HTTP interface
- ``Shelf`` (shelf): dossiers opened on the workbench
- ``Table`` (table): one open dossier, and what a position of it does
- ``State`` (state): all that a page shows is a function of
- ``written`` (position): a position as a dossier
- ``description`` (description): what the page draws once of an open dossier
- ``ledger_page`` (pages): what the ledger's and the world's pages show
- ``KINDS`` (downloads): what a position can be taken away as
- ``Jobs`` (jobs): long work in the background
- ``Guard`` (guard): what every request passes
"""
