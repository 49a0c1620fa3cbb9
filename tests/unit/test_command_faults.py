"""What the command line says of its own: an interruption, and faults of options under their names."""

import pytest

import tradetalks.cli as cli


def test_ctrl_c_is_answered(monkeypatch, capsys):
    def interrupted():
        raise SystemExit(130)  # what Typer makes of KeyboardInterrupt

    monkeypatch.setattr(cli, "app", interrupted)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 130
    assert capsys.readouterr().err == "stopped; what was done is kept\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["solve", "--ledger", "us-2025", "--on", "2025-13-40"], "--on: found '2025-13-40', expected YYYY-MM-DD"),
        (["solve", "wine-2023", "--world", "icio81"], "--world: no world 'icio81' (nearest: 'icio80')"),
    ],
)
def test_faults_of_options_name_the_option(monkeypatch, capsys, words, told):
    monkeypatch.setattr("sys.argv", ["tradetalks", *words])
    with pytest.raises(SystemExit):
        cli.main()
    assert told in capsys.readouterr().err
