"""Roboflow's own client gets embeddings from the server of the tests."""

from hog import DATA, embed_image, embed_text
from inference_sdk import InferenceHTTPClient
from roboflow import serving

with serving() as server:
    client = InferenceHTTPClient(api_url=server, api_key="key")
    (text,) = client.get_clip_text_embeddings("cat")["embeddings"]
    found = client.get_clip_image_embeddings(str(DATA / "chelsea.png"))
    image = (found[0] if isinstance(found, list) else found)["embeddings"][0]

assert text == embed_text("cat")
assert len(image) == len(embed_image(DATA / "chelsea.png")) == 512
