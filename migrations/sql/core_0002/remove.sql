drop type pgmatch.recall_measurement;
drop type pgmatch.index_to_measure;
drop type pgmatch.question;
drop type pgmatch.chosen_index;
drop type pgmatch.setting;
drop type pgmatch.row_place;
