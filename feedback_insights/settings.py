"""Every knob, its default and its range, in one place; read from one TOML file.

An unknown key or a value out of range is a `SettingsError` that names the key. Only settings and inputs
decide what comes out: there is no environment variable and no hidden state.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from math import fsum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from feedback_insights.errors import SettingsError

Probability = Annotated[float, Field(ge=0, le=1)]
Language = Annotated[str, Field(pattern="^[a-z]{2}$")]
Audience = Literal["end_user", "developer", "partner", "internal"]
_ROUNDING = 1e-9


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ImportSettings(_Section):
    """How exports are read."""

    charset: str | None = Field(None, description="charset of files that declare none and are not UTF-8")
    timezone: str = Field("UTC", description="zone of times that carry none")
    date_order: Literal["auto", "dmy", "mdy"] = Field("auto", description="for dates such as 03/04/2026")
    own_domains: tuple[str, ...] = Field(
        (), description="mail domains of your own staff, whose mails are no feedback: ['example.com']"
    )


class NormalizeSettings(_Section):
    """How text is cleaned, masked and split."""

    keep_pii: bool = Field(False, description="leave personal data in the text; recorded in every run")
    duplicate_days: int = Field(7, ge=0, description="same author and text within so many days is one item")
    min_statement_chars: int = Field(2, ge=1, description="shorter fragments join their neighbour")


class EncoderSettings(_Section):
    """Which sentence encoder makes the vectors."""

    name: str = Field("default", description="'default', a folder, or a sentence-transformers model name")
    languages: tuple[Language, ...] | None = Field(
        None, description="ISO 639-1 codes of the languages it reads; None = what its model card says"
    )
    allow_download: bool = Field(False, description="let the encoder's weights be fetched from the hub")
    threads: int | None = Field(None, ge=1, description="worker threads; None = one per core; same bytes")


class TaggingSettings(_Section):
    """Which trained heads tell sentiment and request type; see the command `train`."""

    sentiment: Path | None = Field(None, description="file of a head of your own; None = the shipped one")
    requests: Path | None = Field(None, description="likewise, for request types")


class ThemeSettings(_Section):
    """How statements become themes."""

    granularity: Literal["coarse", "normal", "fine"] | Annotated[int, Field(ge=2)] = Field(
        "normal", description="coarse, normal, fine, or a wanted number of themes"
    )
    min_size: int = Field(3, ge=2, description="fewest statements a theme may have")
    context: float = Field(0.6, ge=0, le=4, description="how much a statement's own message counts beside it")
    prompted: int = Field(12, ge=0, description="answers up to so many words are read with their question")
    quotes: int = Field(3, ge=1, le=20, description="quotes shown per theme, each different")
    seed: int = 0


class LinkSettings(_Section):
    """How themes and statements are matched with the backlog."""

    accept: Probability = Field(0.5, description="statements' links at or above are accepted")
    accept_themes: Probability = Field(
        0.55, description="themes' links at or above are accepted; each carries all the theme's members"
    )
    precision: Probability | None = Field(
        None,
        description="accept at the thresholds that reached such a precision on held-out pairs (.7 or .8),"
        " instead of accept and accept_themes",
    )
    keep: Probability = Field(0.1, description="links below are not stored and count nothing")
    per_statement: int = Field(5, ge=1, description="features kept per statement")


def settings_of_links(run: Mapping[str, Any]) -> LinkSettings:
    """By which settings a run's links count, from the settings that it stores.

    What a run does not say, one made by hand for instance, is as by default.
    """
    return LinkSettings.model_validate(run.get("links", {}))


class CriterionSettings(_Section):
    """One thing that counts in the value of an item, read from 0 (worst) to 1 (best) in between."""

    name: str = Field(description="an input, such as demand_share, severity, revenue_share, reach")
    worst: float = Field(allow_inf_nan=False)
    best: float = Field(allow_inf_nan=False)
    weight: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.worst == self.best:
            raise ValueError(f"worst and best of {self.name} are both {self.worst:g}; they must differ")
        return self


class PrioritySettings(_Section):
    """How evidence becomes scores."""

    draws: int = Field(2000, ge=200, description="bootstrap draws (prioritization spec 6.2)")
    seed: int = 0
    effort_low: float = Field(0.5, gt=0, le=1, description="effort may be so much smaller (90 % range)")
    effort_high: float = Field(2.0, ge=1, description="effort may be so much larger (90 % range)")
    effort_unit: str = Field("backlog units", description="what the backlog's effort counts")
    effort_scale: Literal["shirts", "points"] | dict[str, float | str] | None = Field(
        None,
        description="what sizes are worth as efforts: shirts, points, or a table such as {S = 1, M = '2-4'};"
        " None = sizes are refused",
    )
    ice_variant: Literal["product", "mean", "percent"] | None = Field(
        None, description="which of the three formulas called ICE; None = ICE is refused"
    )
    effort_months: float | None = Field(
        None, gt=0, description="person-months that one unit of effort is; None = no ease from effort"
    )
    value_cut: Probability | None = Field(
        None, description="value at or above is high, in value against effort; None = it is refused"
    )
    effort_cut: float | None = Field(
        None, gt=0, description="effort at or below is low, in value against effort; None = it is refused"
    )
    deadline_people: int = Field(
        5, ge=1, description="people who name a deadline, from which time criticality is at its highest"
    )
    criteria: tuple[CriterionSettings, ...] = Field(
        (), description="what makes the value of an item, weights summing to 1; empty = the default metric"
    )
    tier_certainty: Probability = Field(0.9, description="P(head above) that starts a new tier")
    many_without_effort: Probability = Field(0.3, description="above this share, value tiers come first")
    sampled_channels: tuple[str, ...] = Field(
        (), description="channels (or sources) whose people were sampled, not self-selected"
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        names = [criterion.name for criterion in self.criteria]
        if len(set(names)) < len(names):
            raise ValueError(f"criterion {max(names, key=names.count)} occurs twice")
        total = fsum(criterion.weight for criterion in self.criteria)
        if names and abs(total - 1) > 1e-9:
            raise ValueError(f"weights of the criteria sum to {total:.12g}: they must sum to 1")
        return self


class PlatformSettings(_Section):
    """How the backlog is weighed between products, audiences and the platform itself."""

    coverage: Probability = Field(
        0.6, description="of the people heard, fewest whose product (or audience) is known; else no figures"
    )
    weights: dict[Audience, Probability] | None = Field(
        None, description="what each audience weighs, summing to 1; None = the three external ones alike"
    )
    gamma: Probability = Field(0.5, description="what waits two steps away counts so much of what waits one")
    capacity: float | None = Field(None, gt=0, description="effort that there is for the period ahead")
    shared: Probability | None = Field(
        None, description="part of the capacity for what serves several products; None = not parted"
    )

    @model_validator(mode="after")
    def _sums_to_one(self) -> PlatformSettings:
        if self.weights is not None and abs(fsum(self.weights.values()) - 1) > _ROUNDING:
            raise ValueError(f"weights sum to {fsum(self.weights.values()):g}; they must sum to 1")
        return self


class HygieneSettings(_Section):
    """How the backlog itself is looked over."""

    stale_days: int = Field(365, ge=1, description="open items untouched and unasked for so long are told")
    duplicates: Probability = Field(
        0.05, description="pairs of items below are not told as likely duplicates"
    )


class ReportSettings(_Section):
    """What reports show."""

    as_of: date | None = Field(None, description="date of the report; None = the newest date in the data")
    min_people: int = Field(1, ge=1, description="fewest distinct people behind a published quote")
    publish_people: int = Field(
        3, ge=1, description="the same on pages and in replies for users, if min_people is not more"
    )
    top_features: int = Field(10, ge=1)
    top_themes: int = Field(12, ge=1)
    candidate_people: int = Field(2, ge=1, description="fewest people behind a drafted backlog item")
    candidate_parent: Probability = Field(
        0.5, description="a parent is suggested for a draft only from this probability on"
    )


class Settings(_Section):
    """All settings. ``Settings()`` is the default configuration."""

    imports: ImportSettings = ImportSettings()
    normalize: NormalizeSettings = NormalizeSettings()
    encoder: EncoderSettings = EncoderSettings()
    tagging: TaggingSettings = TaggingSettings()
    themes: ThemeSettings = ThemeSettings()
    links: LinkSettings = LinkSettings()
    priority: PrioritySettings = PrioritySettings()
    platform: PlatformSettings = PlatformSettings()
    hygiene: HygieneSettings = HygieneSettings()
    report: ReportSettings = ReportSettings()

    @classmethod
    def from_toml(cls, path: str | Path) -> Settings:
        """Read a settings file. Raises `SettingsError` naming the file and the key."""
        try:
            table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            raise SettingsError(f"cannot read settings {path}: {error.strerror}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path} is not valid TOML: {error}") from error
        return cls.from_dict(table, where=str(path))

    @classmethod
    def from_dict(cls, table: dict[str, Any], *, where: str = "settings") -> Settings:
        """Build settings from a nested mapping. Raises `SettingsError` naming the key."""
        try:
            return cls.model_validate(table)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            unknown = first["type"] == "extra_forbidden"
            known = f"; known: {', '.join(_known(first['loc']))}" if unknown else ""
            told = first["msg"].lower().removeprefix("value error, ")
            raise SettingsError(f"{where}: {key}: {told}{known}") from error


def _known(location: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in location[:-1]:
        annotation = model.model_fields[str(part)].annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            model = annotation
    return sorted(model.model_fields)
