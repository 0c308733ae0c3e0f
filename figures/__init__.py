"""The book's pictures, one module a family; every function returns a `figures.style.Picture`."""
