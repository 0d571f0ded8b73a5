"""Run the example titan-images with a client of Bedrock that sends nothing."""

import sys
from pathlib import Path

from bedrock import IMAGE, description_request, image_request, stubbed
from loading import load
from pictures import photographs

QUESTION = "a bike in front of a red brick wall"

example = load(sys.argv[1])
requests = [*(image_request(str(file)) for file in photographs(None)), description_request(QUESTION)]
example.main(stubbed(IMAGE, requests), QUESTION, None, Path("result.png"))
