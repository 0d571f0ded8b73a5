drop type collection_summary;
