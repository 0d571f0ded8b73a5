"""Run the example titan-sentences with a client of Bedrock that sends nothing."""

import sys

from bedrock import TEXT, stubbed
from loading import load

example = load(sys.argv[1])
sentences = [*example.SENTENCES, example.QUESTION]
example.main(stubbed(TEXT, [{"inputText": sentence} for sentence in sentences]), example.QUESTION)
