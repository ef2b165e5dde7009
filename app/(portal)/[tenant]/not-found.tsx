import { EmptyState } from "@/components/ui/empty-state"

export default function NotFound() {
  return (
    <EmptyState heading="h1" title="There is no such page here">
      Choose where to go on the left.
    </EmptyState>
  )
}
