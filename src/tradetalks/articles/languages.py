"""The language of a text, by its commonest words or its script: enough to say why a report is not read.

Words are of the closed classes (articles, prepositions, conjunctions), which every page of a language holds; a language
is named where they make up enough of the words and more than any other's.
"""

from __future__ import annotations

import re

ENGLISH, UNKNOWN = "English", "a language other than English"
_WORDS = {
    ENGLISH: "the of and to in a is that for with on as will by at from its their has have are was it this be not or",
    "French": "le la les des du de et en un une est que qui dans pour sur par au aux avec ce ses son plus ne pas a été",
    "German": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es werden aus hat",
    "Spanish": "el la los las de del y en que un una es por con para su se al lo como más no sus ha entre sobre este",
    "Italian": "il lo la gli le di del della e in che un una è per con su non si da al dei nel alla sono ha anche più",
    "Portuguese": "o a os as de do da e em que um uma é por com para se ao no na dos das não mais sua foi como pelo",
    "Dutch": "de het een en van in is dat op te zijn met voor niet aan er om ook als bij door maar naar uit over heeft",
    "Polish": "w i na z do się nie że to jest o po za od przez oraz dla jak są był ma ale przy",
    "Indonesian": "yang dan di dari untuk dengan pada ini dalam akan tidak itu oleh ke juga karena telah adalah",
    "Turkish": "ve bir bu için ile da de olarak olan daha gibi çok en sonra kadar ancak",
    "Vietnamese": "của và các là trong cho có được với không những một này đã về để",
}
_COMMON = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SCRIPTS = (
    ("Japanese", re.compile(r"[\u3040-\u30ff]")),
    ("Korean", re.compile(r"[\uac00-\ud7af]")),
    ("Chinese", re.compile(r"[\u4e00-\u9fff]")),
    ("Arabic", re.compile(r"[\u0600-\u06ff]")),
    ("Hindi", re.compile(r"[\u0900-\u097f]")),
    ("Thai", re.compile(r"[\u0e00-\u0e7f]")),
    ("Greek", re.compile(r"[\u0370-\u03ff]")),
    ("Hebrew", re.compile(r"[\u0590-\u05ff]")),
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LEAST_WORDS, LEAST_SHARE, LEAST_SCRIPT = 20, 0.06, 0.2


def language_of(text: str) -> str:
    """English, another language by name, or ``UNKNOWN``; a text of few words counts as English."""
    letters = re.findall(r"[^\W\d_]", text)
    for language, script in _SCRIPTS:
        if len(letters) >= LEAST_WORDS and len(script.findall(text)) > LEAST_SCRIPT * len(letters):
            return language
    if len(letters) >= LEAST_WORDS and len(_CYRILLIC.findall(text)) > LEAST_SCRIPT * len(letters):
        return "Ukrainian" if re.search("[іїєґ]", text) else "Russian"
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < LEAST_WORDS:
        return ENGLISH
    shares = {language: sum(word in common for word in words) / len(words) for language, common in _COMMON.items()}
    best = max(shares, key=lambda language: shares[language])
    if shares[ENGLISH] >= LEAST_SHARE and shares[ENGLISH] >= 0.7 * shares[best]:
        return ENGLISH
    return best if shares[best] >= 2 * LEAST_SHARE and best != ENGLISH else UNKNOWN
