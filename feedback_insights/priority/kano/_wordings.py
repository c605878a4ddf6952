"""The answers of published Kano questionnaires in English, by their position on the scale.

Exactly these are known; of any other wording its questionnaire's author must say where it stands.
"""

from __future__ import annotations

POSITIONS = {"like": 1, "must-be": 2, "neutral": 3, "live-with": 4, "dislike": 5}

WORDINGS: dict[int, tuple[str, ...]] = {
    1: (
        "I like it that way",  # Kano et al. 1984, in Sauerwein et al. 1996
        "I enjoy it that way",  # Berger et al. 1993
        "This would be very helpful to me",  # Blauth's team, in Berger et al. 1993
        "I like it",  # Chapman and Callegaro 2022
        "I like it very much",  # Chen 2020
        "Like",
    ),
    2: (
        "It must be that way",
        "I must be that way",  # a slip that went out to respondents in print
        "It is a basic necessity or I expect it that way",  # Berger et al. 1993
        "I expect it that way",
        "This is a basic requirement for me",
        "I am expecting it to be that way",  # Löfgren and Witell 2008
        "I expect it to be that way",
        "I expect it to be this way",
        "I expect it",
        "I take it for granted",
        "Must-be",
        "Must be",
        "Expect",
        "Expect it",
    ),
    3: (
        "I am neutral",
        "I'm neutral",
        "I feel neutral",
        "This would not affect me",
        "I have no feeling about it",
        "Neutral",
    ),
    4: (
        "I can live with it that way",
        "I can live with it this way",
        "I can live with it",
        "I dislike it, but I can live with it that way",  # Berger et al. 1993: not the "dislike" of the scale
        "I can accept it to be that way",
        "I can accept it",
        "I reluctantly accept it",
        "I barely accept it",
        "This would be a minor inconvenience",
        "I can tolerate it",
        "Live with",
        "Live-with",
        "Live with it",
        "Tolerate",
        "Tolerate it",
        "Accept",
    ),
    5: (
        "I dislike it that way",
        "I dislike it this way",
        "I dislike it, and I can't accept it",
        "This would be a major problem for me",
        "I dislike it",
        "I don't like it",
        "Dislike",
        "Dislike it",
    ),
}
