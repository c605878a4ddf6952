"""The sets on which areas are measured: texts, vectors, and what belongs together one level up.

Only the NLU++ domains and the usability categories are the authors' own levels. For Banking77 and the Stack
Overflow tags the levels below were written for this benchmark before any area was looked at.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_insights import read_feedback
from feedback_insights.embedding import SentenceEncoder
from feedback_insights.normalize import split_statements
from feedback_insights.settings import Settings
from feedback_insights.themes.finding import in_context

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ("zendesk_tickets_*", "nps_survey_*.csv", "usability_notes/*.md")
TEXTS = 3000  # of a large set that are grouped

BANKING77 = """
top-ups: automatic_top_up pending_top_up top_up_by_bank_transfer_charge top_up_by_card_charge
 top_up_by_cash_or_cheque top_up_failed top_up_limits top_up_reverted topping_up_by_card verify_top_up
transfers: cancel_transfer declined_transfer failed_transfer pending_transfer transfer_fee_charged
 transfer_into_account transfer_not_received_by_recipient transfer_timing beneficiary_not_allowed
 balance_not_updated_after_bank_transfer receiving_money
cash: atm_support cash_withdrawal_charge cash_withdrawal_not_recognised declined_cash_withdrawal
 pending_cash_withdrawal wrong_amount_of_cash_received wrong_exchange_rate_for_cash_withdrawal card_swallowed
payments: card_payment_fee_charged card_payment_not_recognised card_payment_wrong_exchange_rate
 declined_card_payment pending_card_payment reverted_card_payment? transaction_charged_twice
 direct_debit_payment_not_recognised extra_charge_on_statement
refunds: Refund_not_showing_up request_refund
exchange: exchange_charge exchange_rate exchange_via_app fiat_currency_support
new cards: card_arrival card_delivery_estimate order_physical_card get_physical_card activate_my_card
 card_linking card_about_to_expire getting_spare_card visa_or_mastercard
virtual cards: disposable_card_limits get_disposable_virtual_card getting_virtual_card
 virtual_card_not_working
card trouble: card_not_working contactless_not_working compromised_card lost_or_stolen_card
 lost_or_stolen_phone
codes: change_pin pin_blocked passcode_forgotten
identity: unable_to_verify_identity verify_my_identity why_verify_identity verify_source_of_funds
 edit_personal_details
account: age_limit country_support terminate_account
"""
STACKOVERFLOW = """
sites: wordpress drupal magento sharepoint
servers: apache bash svn
data: hibernate spring oracle linq
functional languages: scala haskell
desktop: cocoa qt osx
numbers: excel matlab
"""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Statements as they are grouped."""

    name: str
    texts: list[str]
    vectors: NDArray[np.float32]  # as compared with each other
    own: NDArray[np.float32]  # of the texts alone
    messages: list[str]  # what each is a part of
    levels: list[str | None]  # where each belongs one level up; None where nobody says


def corpora(folder: Path, encoder: SentenceEncoder) -> Iterator[Corpus]:
    """The sets in the order of the report."""
    yield samples(encoder)
    for name, file, levels in (
        ("banking77", "banking77_train", BANKING77),
        ("stackoverflow", "stackoverflow_titles", STACKOVERFLOW),
    ):
        texts, labels = labelled(folder, file)
        level = upper(levels)
        chosen = np.sort(np.random.RandomState(0).permutation(len(texts))[:TEXTS])
        yield _plain(name, [texts[i] for i in chosen], [level.get(labels[i]) for i in chosen], encoder)
    intents = multi_intent(folder)
    yield _plain("nlu++", [row["text"] for row in intents], [row["domain"] for row in intents], encoder)
    with gzip.open(folder / "usability" / "technicians" / "codes.csv.gz", "rt", encoding="utf-8") as stream:
        codes = list(csv.DictReader(stream))
    yield _plain(
        "usability", [row["text"] for row in codes], [row["core_category"] for row in codes], encoder
    )


def labelled(folder: Path, file: str) -> tuple[list[str], list[str]]:
    """Texts and labels of a set of `themes/`."""
    with gzip.open(folder / "themes" / f"{file}.csv.gz", "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return [row["text"] for row in rows], [row["label"] for row in rows]


def multi_intent(folder: Path) -> list[dict[str, Any]]:
    """The rows of NLU++: text, labels, domain."""
    with gzip.open(folder / "themes" / "nlupp_multilabel.jsonl.gz", "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def upper(levels: str) -> dict[str, str]:
    """Label -> area, from lines of "area: label label"."""
    lines = levels.replace("\n ", " ").strip().splitlines()
    return {label: line.split(":")[0] for line in lines for label in line.split(":")[1].split()}


def samples(encoder: SentenceEncoder) -> Corpus:
    """The statements of the sample files, file by file, beside their messages."""
    kept = Settings()
    files = sorted(file for pattern in SAMPLES for file in (ROOT / "data" / "samples").glob(pattern))
    feedback = {item.id: item for file in files for item in read_feedback(file).feedback}
    said = [s for item in feedback.values() for s in split_statements(item, settings=kept.normalize)]
    content = sorted((s for s in said if s.kind == "content"), key=lambda s: (s.feedback_id, s.start))
    own = encoder.encode([s.text for s in content])
    return Corpus(
        name="samples",
        texts=[s.text for s in content],
        vectors=in_context(content, own, kept.themes.context),
        own=own,
        messages=[s.feedback_id for s in content],
        levels=[None] * len(content),
    )


def _plain(name: str, texts: list[str], levels: list[str | None], encoder: SentenceEncoder) -> Corpus:
    vectors = encoder.encode(texts)
    return Corpus(name, texts, vectors, vectors, [str(row) for row in range(len(texts))], levels)
