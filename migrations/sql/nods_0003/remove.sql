drop type nods_section_match;
