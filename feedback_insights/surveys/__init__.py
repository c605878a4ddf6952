"""Survey metrics, each a plain function on answers: NPS, CSAT, CES, SUS, with intervals."""
