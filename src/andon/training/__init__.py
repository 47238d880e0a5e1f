"""Learning algorithms; the only room that imports torch."""
