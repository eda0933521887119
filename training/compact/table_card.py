"""What the model card says of benchmark tables, and what it says where none were trained on."""

from training.compact.table_mix import EXCLUDED, TableMix
from training.tables.leakage import RANK_CORRELATION

_SYNTHETIC = {
    "origin": "synthetic functions",
    "measured": "no benchmark table, no measured architecture",
    "episode_kind": "functions",
    "decisive": "code, seed and number of chunks",
    "table_code": "",
    "tables": "",
}
_TABLES = """
| table trained on | SHA-256 of the file |
|---|---|
{digests}

Tables left out: {left_out}.

{held_out}
"""
_KEPT_AWAY = f"""Held out: {{names}}. No table trained on is one of them, has the same scores as one of them (whatever
the codes), or ranks the same architectures alike (rank correlation of at least {RANK_CORRELATION})."""


def table_texts(mix: TableMix | None) -> dict[str, str]:
    """The parts of the card that depend on the tables, by placeholder."""
    if mix is None:
        return _SYNTHETIC
    cut = "pruned subspaces" if mix.subspaces else "whole"
    names = "options renamed at random" if mix.relabel else "options in the tables' order"
    held_out = ", ".join(f"`{table.name}` (SHA-256 `{table.digest}`)" for table in mix.held_out)
    return {
        "origin": "synthetic functions and benchmark tables",
        "measured": f"{mix.share:.0%} of every chunk from the benchmark tables below ({cut}, {names})",
        "episode_kind": "functions and tables searched",
        "decisive": "code, command and tables",
        "table_code": " and of `training/tables`",
        "tables": _TABLES.format(
            digests="\n".join(f"| {table.name} | `{table.digest}` |" for table in mix.tables),
            left_out="; ".join(f"{name} ({reason})" for name, reason in mix.left_out) or "none",
            held_out=_KEPT_AWAY.format(names=held_out)
            if held_out
            else "Held out: none was named, nothing was checked.",
        ),
    }


def table_options(mix: TableMix) -> list[str]:
    """The options of the command that chose the tables, their folder as TABLES."""
    excluded = [name for name, reason in mix.left_out if reason == EXCLUDED]
    return [
        "--tables",
        "TABLES",
        *(part for name in excluded for part in ("--exclude", name)),
        *(part for table in mix.held_out for part in ("--held-out", table.name)),
        "--tables-share",
        str(mix.share),
        *([] if mix.relabel else ["--no-relabel"]),
        *([] if mix.subspaces else ["--no-subspaces"]),
    ]
