// Load the element from the server that the address of this page names, if it names one.
const server = new URLSearchParams(location.search).get('server')
if (server) {
  await import(`${server}/assets/pgmatch-search.js`)
  const search = document.createElement('pgmatch-search')
  search.setAttribute('endpoint', server)
  document.body.append(search)
}
