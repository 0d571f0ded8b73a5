"""How good the answers are: labelled questions over two manuals, asked in each way of searching."""
