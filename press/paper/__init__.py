"""The whole book in one file: EPUB and PDF."""
