drop type nods_section_match, nods_section_context;
