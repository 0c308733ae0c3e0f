"""The website, printed with Pandoc."""
