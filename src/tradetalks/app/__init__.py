"""The workbench: a local web page on which a summit is worked through; needs the ``app`` extra.

- ``create`` (server): the HTTP interface
- ``Shelf`` (shelf): dossiers opened on the workbench
- ``Settings`` (setting): its deal space under what is set on the page
- ``Table`` (table): one open dossier, and what a position of it does
- ``details`` (figures): what an outcome does to regions, sectors, prices and flows
- ``households`` (households): what it costs households, by tenth of income
- ``State`` (state): all that a page shows is a function of
- ``OwnOption`` (own_options): an option that a reader adds on the page
- ``written`` (position): a position as a dossier
- ``Scenarios`` (scenarios): positions kept under a name
- ``ranges`` (ranges): how far what it does to every country and sector reaches
- ``PARTS`` (why): why a position is what it is, how sure, what keeps it
- ``look`` (look): what a position does to one sector or country, and what may be searched for
- ``region_answer`` (look_words): the same in a plain answer
- ``timeline`` (surroundings): duties between the parties through time, and the benchmark world
- ``linked`` (source_links): citations in words that lead to what they cite
- ``EVERYDAY`` (everyday): what people call goods, and the sector that makes them
- ``goods_of`` (goods): what the tariff's own headings call goods, and the sector of each
- ``description`` (description): what the page draws once of an open dossier
- ``Page`` (pages): a page of the workbench; one file each, found by its folder
- ``credit`` (credit): what stands on everything that is taken away
- ``column_guide`` (column_guide): what the columns of tables mean
- ``KINDS`` (downloads): what a position can be taken away as
- ``Jobs`` (jobs): long work in the background
- ``Remembered`` (remembered): what was made for a key is made once
- ``Guard`` (guard): what every request passes
- ``answer_faults`` (web): what every server of the house shares
"""
