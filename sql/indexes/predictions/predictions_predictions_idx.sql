-- find_predicted_images looks for a class among the predictions.
create index if not exists predictions_predictions_idx on predictions using gin (predictions jsonb_path_ops);

select pgmatch.register('predictions', 'index', 'predictions_predictions_idx');
