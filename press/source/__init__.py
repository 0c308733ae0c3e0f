"""Reading the chapters: notebooks, the markup that both printers know, numbers and references."""
