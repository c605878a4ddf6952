"""Whether the first twenty themes of real exports are courtesy, chasing, a language, or what programs wrote.

    python benchmarks/noise.py

The whole job on the samples and on what trackers, stores and studies exported. The rules here are not the
product's own: each looks for what the theme would be about if it were noise. Writes results/noise-<date>.md.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from _machine import described, write
from _tagging_data import dev_data

import feedback_insights as fi

FIRST = 20  # themes
COURTESY = re.compile(
    r"\W*(?:hi|hello|hey|dear|thanks?|cheers|(?:kind |best )?regards|sincerely|good (?:morning|day))\b"
    r"(?:\W+\w+){0,4}\W*",
    re.I,
)
CHASING = re.compile(
    r".{0,30}\b(?:any (?:update|news|progress)|still waiting|bump|no (?:reply|answer)|following up)\b.{0,40}",
    re.I,
)
PROGRAM = re.compile(
    r"Mozilla/\d|Gecko/\d|0x[0-9a-f]{6}|Exception\b.*:|Traceback|\bat [\w$]+(?:\.[\w$]+){2,}\("
    r"|[VDIWEF]/\w+\s*\("
)
SYMBOL = re.compile(r"[\d_./:;=()]")
RULES: dict[str, Callable[[str], bool]] = {
    "courtesy": lambda text: bool(COURTESY.fullmatch(text)),
    "chasing": lambda text: bool(CHASING.fullmatch(text)),
    "machine": lambda text: bool(PROGRAM.search(text)) or all(map(SYMBOL.search, text.split())),
}
NO_FEEDBACK = {
    "README.md", "backlog_jira.csv", "accounts.csv", "aliases.csv", "ground_truth.csv",
    "ground_truth_backlog.csv", "planted_pii.csv",
}  # fmt: skip
SETS = {
    "samples": None,
    "SeaMonkey, 1,076 bug reports": "linking/duplicates_seamonkey_issues.jsonl.gz",
    "VLC and Firefox, 676 issues": "linking/review_to_issue_issues.jsonl.gz",
    "Nextcloud, 60 issues": "exports/github_issues_api.json",
    "four apps, 5,000 store reviews": "linking/feature_search_reviews.csv.gz",
    "think-aloud, ten sessions, three quarters Italian": "usability/technicians/transcriptions",
}


def main() -> None:
    folder = dev_data()
    if folder is None:
        return
    samples = Path(__file__).parent.parent / "data" / "samples"
    blocks = [_block(name, folder / path if path else samples) for name, path in SETS.items()]
    lines = [
        "# Noise among the first twenty themes",
        "",
        described(),
        "",
        "Share of a theme's statements that a rule of this benchmark (not of the product) takes for courtesy,"
        " for chasing, or for what a program wrote; and of those whose message is not in English. The highest"
        f" share among the first {FIRST} themes (by people), and the theme that has it. A noise theme is one"
        " of which half is of one kind.",
        "",
        "| set | items | not read | themes | courtesy | chasing | machine | language | noise themes |",
        "| --- | ---: | ---: | ---: | --- | --- | --- | --- | ---: |",
        *(row for row, _ in blocks),
        "",
        "Names, most people first:",
        "",
        *(names for _, names in blocks),
    ]
    write("noise", lines)


def _block(name: str, path: Path) -> tuple[str, str]:
    inside = sorted(path.rglob("*")) if path.is_dir() else [path]
    files = [one for one in inside if one.is_file() and one.name not in NO_FEEDBACK]
    with tempfile.TemporaryDirectory() as temporary, fi.Workspace(Path(temporary) / "f.db") as ws:
        ws.import_files(files)
        run = ws.analyze()
        found = ws.themes()
        themes = found[:FIRST]
        shares: dict[str, list[float]] = {kind: [] for kind in (*RULES, "language")}
        for theme in themes:
            said = [ws.statement(id) for id in theme.statements]
            for kind, rule in RULES.items():
                shares[kind].append(sum(rule(one.text) for one in said) / len(said))
            foreign = sum(ws.feedback(one.feedback_id).lang not in (None, "en") for one in said)
            shares["language"].append(foreign / len(said))
    worst = [max(zip(of, (t.name for t in themes), strict=True), default=(0.0, "")) for of in shares.values()]
    noisy = sum(any(of[at] >= 0.5 for of in shares.values()) for at in range(len(themes)))
    cells = " | ".join(f"{share:.0%} ({theme})" if share else "0%" for share, theme in worst)
    items = f"{run.counts['feedback']:,} | {run.counts['unread']:,}"
    row = f"| {name} | {items} | {len(found)} | {cells} | {noisy} |"
    return row, f"- **{name}**: {'; '.join(theme.name for theme in themes)}"


if __name__ == "__main__":
    main()
