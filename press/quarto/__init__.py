"""The website, printed with Quarto where it is on the PATH."""
