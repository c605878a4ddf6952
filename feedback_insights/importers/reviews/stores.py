"""Reviews as the stores' and portals' APIs give them: Google Play, App Store, G2 (formats spec 5)."""

from __future__ import annotations

from collections.abc import Iterator

from feedback_insights.files import InputFile
from feedback_insights.importers._entries import Answer, Entry, EntryImporter, number
from feedback_insights.importers._json_records import Beside, Lists
from feedback_insights.importers._registry import Reading
from feedback_insights.importers._values import Json, as_dict, as_text, dicts, text_at
from feedback_insights.importers.reviews._feed_xml import feed_entries, is_feed
from feedback_insights.raw import Identity, RawText, SourceRecord

_ASKED = {
    "love": "What do you like best about the product?",
    "hate": "What do you dislike about the product?",
}


def _texts(*found: tuple[str, str | None]) -> tuple[RawText, ...]:
    return tuple(RawText(text=text, field=field) for field, text in found if text)


class PlayApiImporter(EntryImporter):
    """Reads the newest words of the user; the developer's are none."""

    name = "gplay_json"
    description = "Google Play reviews: JSON of the Android Publisher API"
    recognized_by = "reviews with reviewId and comments[].userComment"
    evidence = "seen"
    how_to_get = "Google Play: reviews.list of the Android Publisher API"
    source = "google_play"
    lists = Lists(("reviews",))
    limits = ("only reviews of about the last week: the API lists no older ones",)

    def score(self, record: Json, within: str) -> float:
        """Tell a review by its comments."""
        said = any("userComment" in comment for comment in dicts(record.get("comments")))
        return 1.0 + 0.05 * ("authorName" in record) if said and "reviewId" in record else 0.0

    def entry(self, record: Json, beside: Beside) -> Entry | str:
        """Return a review; title and words may stand in one text with a tab between them."""
        identity = text_at(record, "reviewId")
        said = next(
            (as_dict(one["userComment"]) for one in dicts(record.get("comments")) if "userComment" in one), {}
        )
        if identity is None or not said:
            return "no review: it has no reviewId or no userComment"
        field, name = "comments.userComment.text", text_at(record, "authorName")
        parts = (text_at(said, "text") or "").split("\t", 1)
        return Entry(
            id=identity, what="review", channel="google play", rating=number(said.get("starRating")),
            answers=(Answer(texts=_texts(*((field, part.strip()) for part in parts))),),
            created=text_at(said, "lastModified.seconds"), author=Identity(name=name) if name else None,
        )  # fmt: skip


class AppStoreConnectImporter(EntryImporter):
    """Reads reviews; the developer's responses are no feedback."""

    name = "appstore_api"
    description = "App Store reviews: JSON of the App Store Connect API"
    recognized_by = "data with type customerReviews"
    evidence = "documented"
    how_to_get = "App Store Connect: GET /v1/apps/{id}/customerReviews of its API"
    source = "app_store"
    lists = Lists(("data",))

    def score(self, record: Json, within: str) -> float:
        """Tell a review by its type."""
        helpful = ("rating", "reviewerNickname", "territory")
        signs = sum(key in as_dict(record.get("attributes")) for key in helpful)
        return 1.0 + 0.05 * signs if record.get("type") == "customerReviews" else 0.0

    def entry(self, record: Json, beside: Beside) -> Entry | str:
        """Return a review."""
        identity, facts = text_at(record, "id"), as_dict(record.get("attributes"))
        if identity is None or record.get("type") != "customerReviews":
            return "no review: its type is not customerReviews, or it has no id"
        name = text_at(facts, "reviewerNickname")
        said = _texts(("title", text_at(facts, "title")), ("body", text_at(facts, "body")))
        return Entry(
            id=identity, what="review", answers=(Answer(texts=said),), rating=number(facts.get("rating")),
            created=text_at(facts, "createdDate"), channel="app store",
            author=Identity(name=name) if name else None,
        )  # fmt: skip


class AppStoreFeedImporter(EntryImporter):
    """Reads the entries of Apple's public feed; the first one may be the app itself."""

    name = "appstore_rss"
    description = "App Store reviews: Apple's public customer reviews feed as JSON or XML"
    recognized_by = "feed.entry with im:rating"
    evidence = "seen"
    how_to_get = (
        "App Store: https://itunes.apple.com/<country>/rss/customerreviews/id=<app>/json, page by page"
    )
    source = "app_store"
    lists = Lists(("feed.entry",))
    limits = ("at most the newest 500 reviews of one country: the feed holds no more",)

    def claims(self, file: InputFile) -> float:
        """Return as for any JSON; 1 for the same feed as XML."""
        return 1.0 if file.container == "text" and is_feed(file.head) else super().claims(file)

    def read(self, file: InputFile, reading: Reading) -> Iterator[SourceRecord]:
        """Yield one record per entry. Raises `FileProblem` for XML with a document type."""
        if not file.head.lstrip().startswith("<"):
            yield from super().read(file, reading)
            return
        reader = self.reader(file, Beside(), reading)
        for count, found in enumerate(feed_entries(file), 1):
            place = file.place("entry", count)
            yield reader.rejected(place, found) if isinstance(found, str) else reader.record(found, place)
        for warning in reader.warnings():
            reading.warn(warning)

    def score(self, record: Json, within: str) -> float:
        """Tell an entry by its stars; one entry is no list, and a feed may have none."""
        feed = record.get("feed")
        if isinstance(feed, dict):
            alone = as_dict(feed.get("entry"))
            if alone:
                return self.score(alone, "feed.entry")
            return 1.0 if "customerreviews" in (text_at(feed, "id.label") or "").lower() else 0.0
        signs = ("im:version", "im:voteSum", "im:voteCount")
        return 1.0 + 0.05 * sum(key in record for key in signs) if "im:rating" in record else 0.0

    def entry(self, record: Json, beside: Beside) -> Entry | str:
        """Return an entry; its app, or a feed without entries, is no review."""
        feed = record.get("feed")
        entry = as_dict(as_dict(feed).get("entry")) if isinstance(feed, dict) else record
        identity = text_at(entry, "id.label")
        if identity is None or "im:rating" not in entry:
            reason = "a feed without reviews" if feed else "the app itself, no review"
            label = identity or text_at(feed, "id.label") or "without id"
            return Entry(id=label, what="entry", answers=(), state="skipped", reason=reason)
        name = text_at(entry, "author.name.label")
        said = _texts(("title", text_at(entry, "title.label")), ("content", text_at(entry, "content.label")))
        return Entry(
            id=identity, what="review", answers=(Answer(texts=said),), channel="app store",
            rating=number(text_at(entry, "im:rating.label")), created=text_at(entry, "updated.label"),
            author=Identity(name=name) if name else None,
        )  # fmt: skip


class G2Importer(EntryImporter):
    """Reads what reviewers like best and what they dislike as two answers."""

    name = "g2_json"
    description = "G2 reviews: JSON of its API"
    recognized_by = "data with attributes.comment_answers"
    evidence = "seen"
    how_to_get = "G2: GET /survey-responses of its API"
    source = "g2"
    lists = Lists(("data",))

    def score(self, record: Json, within: str) -> float:
        """Tell a review by its answers."""
        facts = as_dict(record.get("attributes"))
        signs = sum(key in facts for key in ("star_rating", "secondary_answers"))
        return 1.0 + 0.05 * signs if isinstance(facts.get("comment_answers"), dict) else 0.0

    def entry(self, record: Json, beside: Beside) -> Entry | str:
        """Return a review."""
        identity, facts = text_at(record, "id"), as_dict(record.get("attributes"))
        if identity is None:
            return "no review: it has no id"
        return Entry(
            id=identity, what="review", rating=number(facts.get("star_rating")), channel="g2",
            answers=tuple(_g2(key, value) for key, value in as_dict(facts.get("comment_answers")).items()),
            created=text_at(facts, "submitted_at", "published_at"), updated=text_at(facts, "updated_at"),
            product=text_at(facts, "product_name"), url=text_at(facts, "url"),
        )  # fmt: skip


def _g2(key: str, value: object) -> Answer:
    prompt = text_at(value, "text") or _ASKED.get(key, "")
    text = text_at(value, "value") or as_text(value)
    return Answer(texts=_texts((f"comment_answers.{key}.value", text)), question_id=key, prompt=prompt)


STORES = (AppStoreConnectImporter(), AppStoreFeedImporter(), G2Importer(), PlayApiImporter())
