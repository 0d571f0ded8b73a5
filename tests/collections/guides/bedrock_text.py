# %%
import boto3
import vecs
import json

client = boto3.client(
    'bedrock-runtime',
    region_name='us-east-1',
	# Credentials from your AWS account
    aws_access_key_id='<replace_your_own_credentials>',
    aws_secret_access_key='<replace_your_own_credentials>',
    aws_session_token='<replace_your_own_credentials>',
)

dataset = [
    "The cat sat on the mat.",
    "The quick brown fox jumps over the lazy dog.",
    "Friends, Romans, countrymen, lend me your ears",
    "To be or not to be, that is the question.",
]

embeddings = []

for sentence in dataset:
    response = client.invoke_model(
        body= json.dumps({"inputText": sentence}),
        modelId= "amazon.titan-embed-text-v1",
        accept = "application/json",
        contentType = "application/json"
    )
    response_body = json.loads(response["body"].read())
    embeddings.append((sentence, response_body.get("embedding"), {}))
# %%
import vecs

DB_CONNECTION = "postgresql://<user>:<password>@<host>:<port>/<db_name>"

vx = vecs.Client(DB_CONNECTION)

sentences = vx.get_or_create_collection(name="sentences", dimension=1536)

sentences.upsert(records=embeddings)

sentences.create_index()
# %%
query_sentence = "A quick animal jumps over a lazy one."

vx = vecs.Client(DB_CONNECTION)

response = client.invoke_model(
        body= json.dumps({"inputText": query_sentence}),
        modelId= "amazon.titan-embed-text-v1",
        accept = "application/json",
        contentType = "application/json"
    )

response_body = json.loads(response["body"].read())

query_embedding = response_body.get("embedding")

results = sentences.query(
    data=query_embedding,
    limit=3,
    include_value = True
)

for result in results:
    print(result)
