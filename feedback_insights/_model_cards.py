"""What the card of a sentence-transformers model says of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from feedback_insights.errors import ModelError, first_line

ALL = "multilingual"  # how cards say "many languages"


def languages_of(folder: Path) -> frozenset[str] | None:
    """ISO 639-1 codes of the languages that a model says it reads; None where it does not say, or "many".

    The card is the model's ``README.md``, its field ``language`` a code or a list of them (Hugging Face,
    "Model Cards", huggingface.co/docs/hub/model-cards). Raises `ModelError` for a card that cannot be read.
    """
    from huggingface_hub.repocard import metadata_load

    card = folder / "README.md"
    if not card.is_file():
        return None
    try:
        told = (metadata_load(card) or {}).get("language")
    except Exception as error:  # whatever a YAML parser, a codec or the disk says of somebody's file
        why = first_line(error)
        raise ModelError(
            f"cannot read the card of the encoder '{folder.name}' ({why});"
            " mend its README.md or say encoder.languages in the settings"
        ) from error
    return _codes([told] if isinstance(told, str) else told or ())


def _codes(names: Iterable[object]) -> frozenset[str] | None:
    """Codes without their region ("pt-BR"); what is no code ("code", "multilingual") says nothing of one."""
    given = [str(name).strip().lower() for name in names]
    codes = {name.replace("_", "-").partition("-")[0] for name in given}
    return None if ALL in given else frozenset(code for code in codes if len(code) == 2) or None
