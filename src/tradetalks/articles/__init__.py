"""From a news report to a draft dossier: every field with the sentence it came from, nothing invented.

- ``read_article`` (text): a report as sentences that know where they stand
- ``html_text`` (extract): the text of pages and PDFs, in a process of its own
- ``Taxonomy`` (taxonomy): what is negotiated and who negotiates, as data that users extend
- ``read`` (rules): the rules that read a report
- ``read_with`` (endpoint): a language model as a second reader
- ``post`` (post): one question put to its address
- ``supported`` (quotation): when a quotation supports what somebody says
- ``Draft`` (draft): fields with their sentences and a confidence
- ``to_dossier`` (to_dossier): from a draft to a dossier, and what was assumed
"""
