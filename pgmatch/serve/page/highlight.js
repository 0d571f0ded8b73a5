// The words of a question, marked in a text.

import { element } from './dom.js'

const SHORTEST = 3
const COMMON = new Set(
  (
    'about all and any are but can could did does for from had has have how into its may not our should some than ' +
    'that the their them then there these they this was were what when where which who why will with would you your'
  ).split(' '),
)

/** Return the nodes of a text in which each word that begins with a word of the query is a <mark>. */
export function highlighted(text, query) {
  const words = wordsOf(query)
  if (words.length === 0) return [text]
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})[\\p{L}\\p{N}]*`, 'giu')
  const nodes = []
  let end = 0
  for (const found of text.matchAll(pattern)) {
    nodes.push(text.slice(end, found.index), element('mark', {}, found[0]))
    end = found.index + found[0].length
  }
  return [...nodes, text.slice(end)]
}

function wordsOf(query) {
  const words = query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.filter((word) => word.length >= SHORTEST && !COMMON.has(word)).slice(0, 32)
}
