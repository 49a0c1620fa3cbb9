"""The benchmark: who traded what with whom before anything changes.

- ``World`` (world): sets, arrays, accounting checks, provenance
- ``read_embedded`` (embedded): the world that ships with the package
- ``prove`` (identities): how far a world's accounts are from holding
- ``index`` (lookup): regions and sectors found by code or named group
- ``from_flows`` (accounts): from flows to the fields of a balanced world: shares, deficits, final use
- ``from_frames`` (frames): from long pandas tables to the fields of a world
- ``from_shares`` (from_shares): from a calibration's shares to a balanced world
- ``open_world`` (opened): the world that a name or folder stands for, grouped as asked
- ``build`` (icio80): the 81 x 50 world, made from the OECD's full table
- ``aggregate`` (aggregate): regions and sectors joined, accounts exact
- ``read_groups`` (grouping): what a grouping says
- ``split`` (split): a product carved out of a sector
- ``with_subsidy`` (structures): the same flows read another way: subsidies, profits, elasticities
- ``compare`` (compare): two worlds side by side
- ``shipped_products`` (products): products ready to be carved out
- ``ras`` (balance): biproportional balancing
- ``published`` (elasticities): published trade elasticities, by sector
- ``Region`` (classify): regions and sectors of the embedded world, from statistical classifications
- ``iso3_codes`` (country_codes): codes of economies and how data bases depart from them
- ``where_it_lies`` (names): where an economy lies that a world does not hold by itself
- ``load_economies`` (economies): trade and tariffs of economies that the embedded world joins
- ``compare_with_outside_facts`` (outside): the embedded world beside facts from elsewhere
- ``save`` (store): worlds on disk, each table with its checksum
- ``export`` (export): worlds for other programs
- ``long_table`` (tables): long tables and cubes, read with messages that name the row
- ``read_table`` (files): data files as they come: cells, tables, workbooks, schedules of duties
- ``reader`` (readers): one reader for each source of data
"""
