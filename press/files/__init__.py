"""Files written whole or not at all, and what was made before."""
