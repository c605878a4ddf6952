"""What users are told: replies to those who asked, a roadmap and a changelog as pages. Nothing is sent."""

from feedback_insights.answers.pages import changelog_page, roadmap_page
from feedback_insights.answers.reply import reply

__all__ = ["changelog_page", "reply", "roadmap_page"]
