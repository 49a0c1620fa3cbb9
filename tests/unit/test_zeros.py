"""What moves nothing is told in a sentence below its table, by one rule, whatever the table."""

from tradetalks.report.zeros import without_zeros

HEAD = (
    '<div class="scroll"><table class="moves"><thead><tr><th>Case</th><th class="n">change</th></tr></thead><tbody>\n'
)
FOOT = "</tbody></table></div>"


def row(title, *figures, note=""):
    cells = "".join(f'<td class="n">{figure}</td>' for figure in figures)
    return f'<tr><td class="wide">{title}</td><td class="who">US</td>{cells}<td>{note}</td></tr>\n'


MOVES = row("A deal", "+0.2", "0.0") + row("", "0.00%", "–")
STILL = row("No deal: nothing &amp; more", "0.00%", "<b>0</b>") + row("", "\u22120.0", "")


def test_a_case_of_nothing_but_zeros_is_named_below():
    told = without_zeros(HEAD + MOVES + STILL + FOOT)
    assert (
        told
        == HEAD + MOVES + FOOT + '<p class="note">Nothing here moves under &#39;No deal: nothing &amp; more&#39;.</p>'
    )


def test_a_table_of_nothing_else_is_left_out_whole():
    told = without_zeros("before" + HEAD + STILL + row("Another", "0") + FOOT + "after")
    named = "&#39;No deal: nothing &amp; more&#39; and &#39;Another&#39;"
    assert told == f'before<p class="note">Nothing here moves under {named}.</p>after'


def test_what_says_something_stays():
    rows = row("words alone", note="no figure was read") + row("named", "0", note="Motor vehicles +0.4") + MOVES
    assert without_zeros(HEAD + rows + FOOT) == HEAD + rows + FOOT
    levels = (HEAD + STILL + FOOT).replace(' class="moves"', "")  # a rate of duty may well be zero
    assert without_zeros(levels) == levels
