"""Reports: gathered data in, HTML and terminal text out."""
