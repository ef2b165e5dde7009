import {
  Box,
  Boxes,
  Cog,
  Database,
  DoorOpen,
  FolderTree,
  Globe,
  HardDrive,
  LayoutTemplate,
  type LucideIcon,
  Network,
  Server,
  Split,
} from "lucide-react"
import { cn } from "./ui/cn"

/** One glyph per appliance class, the same in the catalog, on drawings, in lists and on invoices. */
const glyphs: Record<string, LucideIcon> = {
  gateway: DoorOpen,
  "load-balancer": Split,
  balancer: Split,
  loadbalancer: Split,
  web: Globe,
  "web-server": Globe,
  globe: Globe,
  postgres: Database,
  postgresql: Database,
  database: Database,
  nas: FolderTree,
  storage: FolderTree,
  files: FolderTree,
  volume: HardDrive,
  job: Cog,
  "job-runner": Cog,
  jobs: Cog,
  template: LayoutTemplate,
  application: Boxes,
  network: Network,
  node: Server,
}

export function Glyph({ name, className }: { name: string; className?: string }) {
  const Icon = glyphs[name] ?? Box
  return <Icon aria-hidden className={cn("size-4 shrink-0", className)} />
}

/** A glyph in its box, as on shapes and cards. */
export const GlyphBox = ({ name, className }: { name: string; className?: string }) => (
  <span
    className={cn(
      "flex size-9 shrink-0 items-center justify-center rounded-lg border bg-muted text-foreground",
      className,
    )}
  >
    <Glyph name={name} className="size-4.5" />
  </span>
)
