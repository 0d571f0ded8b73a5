// Everything shown is built from nodes; no text is ever read as HTML.

const SVG = 'http://www.w3.org/2000/svg'

/** Make an element; attributes that are null or undefined are left out, and `true` stands for an empty one. */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children)
}

/** Make a decorative icon of 20 × 20 from the data of one path. */
export function icon(path) {
  const frame = { viewBox: '0 0 20 20', 'aria-hidden': 'true', class: 'icon' }
  const line = filled(document.createElementNS(SVG, 'path'), { d: path }, [])
  return filled(document.createElementNS(SVG, 'svg'), frame, [line])
}

/** Return the absolute URL of a link to a web page, or null for anything else, such as javascript: or data:. */
export function webLink(url) {
  try {
    const { protocol, href } = new URL(url, document.baseURI)
    return protocol === 'https:' || protocol === 'http:' ? href : null
  } catch {
    return null // not a URL at all
  }
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, value === true ? '' : value)
  }
  node.append(...children)
  return node
}
