"""Stores and sites of reviews."""

from __future__ import annotations

from feedback_insights.importers._declared import declared
from feedback_insights.importers._registry import Importer
from feedback_insights.importers.reviews.gplay_csv import GPLAY
from feedback_insights.importers.reviews.stores import STORES

IMPORTERS: tuple[Importer, ...] = (GPLAY, *declared("trustpilot"), *STORES)
