-- In the access mode owner, each query looks for the rows of one owner. It takes no space while rows have none.
create index if not exists predictions_owner_id_idx on predictions (owner_id) where owner_id is not null;

select pgmatch.register('predictions', 'index', 'predictions_owner_id_idx');
