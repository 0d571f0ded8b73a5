"""How good the answers are: labeled questions over two manuals, asked in each way of searching."""
