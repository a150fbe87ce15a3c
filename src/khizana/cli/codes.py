"""The exit codes of every command; docs/commands.md prints this table."""

OK = 0
"""Done; with `verify`: nothing is wrong."""
PROBLEMS = 1
"""`verify` found problems, `doctor` something missing that is needed, or a box kept files back."""
USAGE = 2
"""The command line was not understood."""
REFUSED = 3
"""The house refused; the sentence on stderr says why and what to do next."""
INTERRUPTED = 130
"""Stopped by a person (Ctrl-C)."""

TABLE = {
    OK: "cli.code.ok",
    PROBLEMS: "cli.code.problems",
    USAGE: "cli.code.usage",
    REFUSED: "cli.code.refused",
    INTERRUPTED: "cli.code.interrupted",
}
