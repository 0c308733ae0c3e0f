"""What supports the lesson: checks of arguments, model files, Ctrl+C, threads."""
