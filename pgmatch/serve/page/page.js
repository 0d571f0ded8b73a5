// The page of `pgmatch serve`. A link such as /?q=how+to+upgrade asks the question.

import './pgmatch-search.js'

const question = new URLSearchParams(location.search).get('q')
if (question) document.querySelector('pgmatch-search').open(question)
