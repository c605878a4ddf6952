"""Reading other tools' files safely: bytes, charsets, tables, JSON, dates and amounts.

Shared by the importers and the backlog readers, which never import one another.
"""

from feedback_insights.files.opening import InputFile, shown
from feedback_insights.files.profile import Profile, load_profile

__all__ = ["InputFile", "Profile", "load_profile", "shown"]
