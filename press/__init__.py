"""The press: executes the notebooks and prints them. It knows files, not mathematics."""
