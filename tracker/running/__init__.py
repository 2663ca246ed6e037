"""Starting the tracker: its broker, its processes, and what watches over them. Knows nothing of letters."""
