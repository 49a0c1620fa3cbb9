"""From a news report to a draft dossier: every field with the sentence it came from, nothing invented.

- ``read_article`` (text): a report as sentences that know where they stand
- ``html_text`` (extract): the text of pages and PDFs, in a process of its own
- ``language_of`` (languages): the language of a text, by name
- ``places`` (sentences): a text cut into sentences under their headings, lead-ins and columns
- ``Taxonomy`` (taxonomy): what is negotiated and who negotiates, as data that users extend
- ``countries`` (countries): what reports call the countries of the world
- ``mentions`` (mentions): parties named in a sentence
- ``topics`` (topics): the topics that a clause is about
- ``predicates`` (predicates): words of asking, giving, refusing, threatening
- ``Scene`` (scene): who talks, and whose terms stand under a heading
- ``subject`` (subjects): who does what a predicate says, and whose measure a text names
- ``speaker_of`` (speaker): who "we" is
- ``claims_of`` (claims): who asks, refuses or promises what by a clause
- ``hear`` (clauses): what one sentence says: who asks or gives what
- ``hear_all`` (hearing): what each sentence of a text says
- ``duties`` (rates): rates of duty: how much, on what, whose
- ``amounts`` (quantities): amounts of money and goods
- ``meeting`` (meeting): where and when the parties meet
- ``sides`` (parties): who talks
- ``statements`` (statements): who said what
- ``read`` (rules): the rules that read a report
- ``read_with`` (endpoint): a language model as a second reader
- ``post`` (post): one question put to its address
- ``supported`` (quotation): when a quotation supports what somebody says
- ``Draft`` (draft): fields with their sentences and a confidence
- ``options`` (options): the options of a drafted item, sized only by what the reports say
- ``to_dossier`` (to_dossier): from a draft to a dossier, and what it leaves open
"""
