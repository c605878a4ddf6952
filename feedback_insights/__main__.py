"""`python -m feedback_insights` is the command line."""

from feedback_insights.cli import main

main()
