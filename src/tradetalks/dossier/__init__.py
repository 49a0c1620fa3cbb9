"""What is on the table at a meeting: its files, read and checked to the last name, and other ways to say it.

A dossier is a folder of YAML. It is read in four steps, each a module: files are merged, held against the schema, names
looked up, levels added up; what is allowed but probably not meant is told as a warning.

- ``Dossier`` (model): meeting, parties, agenda, no deal, sources; its parts (``Item``, ``Option`` ...) beside it
- ``Meeting`` (meeting): who meets, where and when, and what they have said
- ``WorldChoice`` (world_choice): the benchmark that a dossier is computed on, and how the model responds
- ``Money`` (figures): figures and dates as a dossier may give them, bounded, with their units; ``Worth``, a range
- ``NoDeal`` (no_deal): ways of having no deal, each with its chance, by horizon where that differs
- ``read`` (reading): from files to a sound dossier, or one error with all faults
- ``read_tree`` (files): a dossier's YAML files merged; ``shipped`` and ``locate`` find them
- ``schema_faults`` (schema_faults): what is wrong against the schema, in the dossier's own words
- ``every_fault`` (every_fault): all of that, and levels of what is sound of it
- ``further_faults`` (further_faults): what else is wrong where the schema refuses a part, so that all is told at once
- ``inconsistencies`` (consistency): names that must exist, figures that must fit; the rules, subject by subject
- ``Names`` (lookup): what those rules look names up in
- ``impossible_levels`` (levels): taxes that add up to what no tax can be, over all packages
- ``levels_on_eve`` (tariff_levels): tariffs that options state by their level, and the rates of the eve they count from
- ``examined`` (likely_mistakes): a dossier with warnings on what is probably not meant
- ``cars_with_parts`` (wider_sectors): items on cars whose tariff falls on their parts too
- ``EveChoice`` (eve_choice): observed trade that the eve is held against, and what is fitted to it
- ``seen_early`` (seen_early): trade fitted to that was seen soon after its duty changed
- ``with_inferred`` (inferred): worth that is to follow from what a party's tariffs show
- ``ledger_of`` (ledger_days): a dossier on a day of the ledger, and what its options change of that day
- ``changing`` (measure_paths): every measure with the path it stands at
- ``unpriced`` (unpriced): positions that nothing prices, options that cost nobody anything
- ``later_facts`` (hindsight): what nobody could know on the eve
- ``Fault`` (faults): a place in a dossier and what is said of it
- ``states`` (phasing): schedules and contingent terms as spans of time, with each party's weights on them
- ``write_dossier`` (writing): a dossier as one YAML file that reads back as the same
- ``elicit`` (elicitation): what options are worth to a party, from its points, rankings and answers
- ``least_slack`` (inequalities): how far statements or choices conflict, and what they leave of values
- ``read_choices`` (choices): what a government did on a day, and what else it could have done
- ``Profile`` (profiles): additive preferences over a domain, as the negotiation community writes them
- ``read_profile`` (genius): GENIUS files read as such profiles
- ``read_profile`` (geniusweb): GeniusWeb files
- ``profile_of`` (negolog): NegoLog files
- ``domain_of`` (negmas_files): scenario files of NegMAS
- ``read_talks`` (foreign): a folder of any of these as one negotiation
- ``to_dossier`` (imported): such a negotiation as a dossier
"""
