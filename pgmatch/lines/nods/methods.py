"""The functions of `nods` as methods, of `Database` and of `AsyncDatabase`."""

from __future__ import annotations

from pgmatch.client.methods import Method
from pgmatch.lines.nods import explain_calls, ingest_calls, page_calls, search_calls


class Methods:
    """One method a function, with its name and arguments."""

    match_page_sections = Method(search_calls.match_page_sections)
    search_page_sections = Method(search_calls.search_page_sections)
    hybrid_search_page_sections = Method(search_calls.hybrid_search_page_sections)
    find_similar_sections = Method(search_calls.find_similar_sections)
    find_duplicate_sections = Method(search_calls.find_duplicate_sections)
    get_page_parents = Method(search_calls.get_page_parents)
    get_section_context = Method(search_calls.get_section_context)
    explain_search = Method(explain_calls.explain_search)
    explain_sections = Method(explain_calls.explain_sections)
    explain_terms = Method(explain_calls.explain_terms)
    nods_begin_ingest = Method(ingest_calls.begin_ingest)
    nods_sections_to_embed = Method(ingest_calls.sections_to_embed)
    nods_add_sections = Method(ingest_calls.add_sections)
    nods_put_page = Method(ingest_calls.put_page)
    nods_finish_ingest = Method(ingest_calls.finish_ingest)
    nods_preview_ingest = Method(ingest_calls.preview_ingest)
    nods_preview_page = Method(ingest_calls.preview_page)
    nods_corpora = Method(page_calls.corpora)
    nods_pages = Method(page_calls.pages)
    nods_remove_pages = Method(page_calls.remove_pages)
