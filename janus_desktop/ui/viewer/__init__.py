"""Looking at one image closely: the canvas, its tiles, adjustments, filmstrip."""
