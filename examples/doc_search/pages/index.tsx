import { SearchDialog } from "../components/SearchDialog"

export default function Home() {
  return (
    <main>
      <h1>Documentation</h1>
      <SearchDialog />
    </main>
  )
}
