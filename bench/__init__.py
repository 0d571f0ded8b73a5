"""The benchmark: pgmatch beside the guide's SQL, hand-written SQL, vecs, an exact scan and faiss."""
