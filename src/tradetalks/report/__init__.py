"""What a person reads: tables, charts and the brief.

- ``write_brief`` (brief): one self-contained HTML file
- ``in_form`` (forms): the brief as Markdown, for Word, on one page
- ``gather`` (findings): everything a report prints, computed once
- ``Shown`` (shown): a package that a reader asked to see beside the others
- ``deal_space_chart`` (charts): pictures of the deal space
- ``place`` (labels): where labels of points stand in a picture
- ``trade_heatmap`` (world_charts): pictures of a world
- ``packages_table`` (tables): tables for the terminal
- ``ledger_rows`` (eve_duties): average duties on the eve and under packages, by definition
- ``fit_table`` (eve_tables): the eve's duties, and its trade beside what was counted, in tables and words
- ``missed_words`` (doubts): published figures that the model misses, wars that make all their players richer
- ``sector_rows`` (real): changes at constant prices
- ``space_words`` (space_words): how large the deal space is and how it was valued
- ``package_words`` (package_words): what a package means, against today and against no deal
- ``who_pays_tables`` (who_pays): households, jobs and revenue of an outcome
- ``payers`` (payers): who pays under the packages a brief tells of
- ``standing_words`` (talks_words): what is said of deals, diagnoses and coalitions
- ``concessions`` (talks_report): the deal space explained, in tables
- ``players_table`` (war_report): the trade war in tables and pictures
- ``timeline_chart`` (ledger_tables): a ledger through time
- ``due_table`` (duty_tables): duties by product: what falls due, averages and their gaps
- ``progress_table`` (commitment_chart): a commitment, promised and counted
- ``elicited_words`` (elicit_report): what a party said it wants
- ``line`` (replication_lines): rows of a replication as text
- ``glossary`` (glossary): the documentation's glossary
- ``source_words`` (plain_words): words in place of codes, ids and dates
- ``bn`` (numbers): numbers as people read them
"""
