import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  CircleStop,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
  Unplug,
} from "lucide-react"
import { cn } from "./cn"

export type StateTone = "running" | "busy" | "degraded" | "failed" | "stopped" | "waiting" | "lost" | "standby"
type Look = { tone: StateTone; icon: LucideIcon; word?: string }

const busy: Look = { tone: "busy", icon: LoaderCircle }
const good: Look = { tone: "running", icon: CircleCheck }
const off: Look = { tone: "stopped", icon: CircleStop }
const trouble: Look = { tone: "failed", icon: CircleAlert }

/** Every state word of the product, each with one colour, one icon and one word. */
const looks: Record<string, Look> = {
  absent: { tone: "stopped", icon: CircleDashed, word: "Not created" },
  placing: busy,
  creating: busy,
  starting: busy,
  running: { tone: "running", icon: CircleDot },
  stopping: busy,
  stopped: off,
  standby: { tone: "standby", icon: CirclePause },
  waiting: { tone: "waiting", icon: Hourglass },
  failed: trouble,
  lost: { tone: "lost", icon: Unplug },
  degraded: { tone: "degraded", icon: TriangleAlert },
  removed: off,
  deleted: off,
  provisioning: busy,
  active: good,
  suspended: { tone: "degraded", icon: CirclePause },
  closing: busy,
  closed: off,
  /** An operation that runs is work under way, not a thing that is up. */
  working: { ...busy, word: "Running" },
  queued: { tone: "waiting", icon: Hourglass },
  succeeded: good,
  cancelled: { tone: "stopped", icon: Ban },
  available: { tone: "standby", icon: CircleDashed, word: "Free" },
  assigned: good,
  draining: busy,
  down: { tone: "lost", icon: Unplug },
  retired: off,
  connecting: busy,
  ready: { ...good, word: "Connected" },
  unreachable: { tone: "lost", icon: Unplug },
  online: good,
  offline: { tone: "lost", icon: Unplug },
  evacuated: { tone: "degraded", icon: CirclePause },
  gone: { tone: "failed", icon: Unplug, word: "Not in the cluster" },
  ok: good,
  syncing: busy,
  making: busy,
  receiving: busy,
  complete: good,
  away: { tone: "lost", icon: Unplug, word: "Node is down" },
  trashed: { tone: "stopped", icon: Ban, word: "In trash" },
  open: { tone: "waiting", icon: Hourglass },
  fulfilled: good,
  accepted: good,
  expired: off,
  revoked: { tone: "stopped", icon: Ban },
  draft: { tone: "stopped", icon: CircleDashed },
  finalized: { tone: "standby", icon: CircleCheck },
  paid: good,
  void: { tone: "stopped", icon: Ban },
  uncollectible: trouble,
}

const tones: Record<StateTone, string> = {
  running: "border-state-running/30 bg-state-running/8 text-state-running",
  busy: "border-state-busy/30 bg-state-busy/8 text-state-busy",
  degraded: "border-state-degraded/30 bg-state-degraded/8 text-state-degraded",
  failed: "border-state-failed/30 bg-state-failed/8 text-state-failed",
  stopped: "border-border bg-muted text-muted-foreground",
  waiting: "border-state-waiting/30 bg-state-waiting/8 text-state-waiting",
  lost: "border-state-lost/30 bg-state-lost/8 text-state-lost",
  standby: "border-state-standby/30 bg-state-standby/8 text-state-standby",
}

const sentence = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).replaceAll("_", " ")
export const lookOf = (state: string): { tone: StateTone; icon: LucideIcon; word: string } => {
  const look = looks[state] ?? { tone: "stopped" as const, icon: CircleDashed }
  return { ...look, word: look.word ?? sentence(state) }
}

export function StateIcon({ state, className }: { state: string; className?: string }) {
  const { icon: Icon, tone } = lookOf(state)
  return (
    <Icon
      aria-hidden
      className={cn(
        "size-4 shrink-0",
        tones[tone].split(" ").at(-1),
        Icon === LoaderCircle && "animate-spin",
        className,
      )}
    />
  )
}

export function StateBadge({ state, word, className }: { state: string; word?: string; className?: string }) {
  const look = lookOf(state)
  const Icon = look.icon
  return (
    <span
      data-state={state}
      className={cn(
        "inline-flex h-5.5 w-fit shrink-0 items-center gap-1 whitespace-nowrap rounded-full border px-2 font-medium text-xs",
        tones[look.tone],
        className,
      )}
    >
      <Icon className={cn("size-3", Icon === LoaderCircle && "animate-spin")} aria-hidden />
      {word ?? look.word}
    </span>
  )
}
