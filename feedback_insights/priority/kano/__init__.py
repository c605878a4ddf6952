"""Kano: what a paired questionnaire says about each feature."""
