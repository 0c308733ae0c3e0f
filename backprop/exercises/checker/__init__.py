"""The engine behind `exercises.check`: cases, guards, known mistakes and reports."""
