-- The guide's client reads the predictions of one image.
create index if not exists predictions_filename_idx on predictions (filename);

select pgmatch.register('predictions', 'index', 'predictions_filename_idx');
