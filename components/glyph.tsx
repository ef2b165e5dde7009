import {
  Box,
  Database,
  DoorOpen,
  Feather,
  FileText,
  Globe,
  HardDrive,
  Layers,
  type LucideIcon,
  Server,
  Split,
  Terminal,
} from "lucide-react"
import { cn } from "./ui/cn"

/** One glyph per appliance class, the same in the catalog, on drawings, in lists and on invoices. */
const glyphs: Record<string, LucideIcon> = {
  "door-open": DoorOpen,
  split: Split,
  globe: Globe,
  database: Database,
  feather: Feather,
  "hard-drive": HardDrive,
  terminal: Terminal,
  layers: Layers,
  "file-text": FileText,
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
