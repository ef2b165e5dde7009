import { Glyph } from "../glyph"
import { cn } from "../ui/cn"

/** The template "Scalable web application" as the catalog has it: names, classes, counts and wires are its own. */
const shapes = [
  {
    name: "gateway",
    title: "Gateway",
    glyph: "door-open",
    count: 1,
    place: "md:col-start-1 md:row-start-1 md:row-span-2",
  },
  {
    name: "balancer",
    title: "Load balancer",
    glyph: "split",
    count: 1,
    place: "md:col-start-2 md:row-start-1 md:row-span-2",
  },
  { name: "web", title: "Web server", glyph: "globe", count: 2, place: "md:col-start-3 md:row-start-1 md:row-span-2" },
  { name: "db", title: "PostgreSQL", glyph: "database", count: 1, place: "md:col-start-4 md:row-start-1" },
  { name: "nas", title: "NAS", glyph: "hard-drive", count: 1, place: "md:col-start-4 md:row-start-2" },
]

const Wire = ({ className, colour }: { className: string; colour: string }) => (
  <span aria-hidden className={cn("absolute block", colour, className)} />
)

/** Wires between the columns; on a phone the shapes stand in a row from top to bottom. */
function Wires({ name }: { name: string }) {
  if (name === "gateway" || name === "balancer")
    return (
      <Wire
        colour="border-chart-1"
        className="-bottom-4 left-1/2 h-4 border-l-2 md:top-1/2 md:-right-10 md:bottom-auto md:left-auto md:h-0 md:w-10 md:border-t-2 md:border-l-0"
      />
    )
  if (name === "web")
    return (
      <>
        <Wire colour="border-chart-1" className="-bottom-4 left-1/2 h-4 border-l-2 md:hidden" />
        <Wire
          colour="border-chart-2"
          className="hidden rounded-tl-lg border-t-2 border-l-2 md:-right-10 md:block md:h-13 md:w-5 md:-translate-y-full md:top-1/2"
        />
        <Wire
          colour="border-chart-5"
          className="hidden rounded-bl-lg border-b-2 border-l-2 md:-right-10 md:block md:h-12 md:w-5 md:top-1/2"
        />
        <Wire colour="border-muted-foreground" className="hidden border-t-2 md:top-1/2 md:-right-5 md:block md:w-5" />
      </>
    )
  return null
}

export function TemplatePicture() {
  return (
    <figure className="rounded-xl border bg-card p-5 shadow-sm sm:p-8">
      <div className="grid grid-cols-1 items-center gap-4 md:grid-cols-4 md:grid-rows-2 md:gap-x-10 md:gap-y-6">
        {shapes.map((shape) => (
          <div
            key={shape.name}
            className={cn(
              "relative flex h-18 items-center gap-3 rounded-lg border bg-background pr-3 pl-4",
              shape.place,
            )}
          >
            <span aria-hidden className="absolute inset-y-0 left-0 w-1.5 rounded-l-lg bg-state-running" />
            <Glyph name={shape.glyph} className="size-5 text-muted-foreground" />
            <span className="min-w-0">
              <span className="flex items-center gap-1.5 font-semibold text-compact">
                {shape.name}
                {shape.count > 1 && <span className="rounded-sm bg-secondary px-1 text-xs">×{shape.count}</span>}
              </span>
              <span className="block truncate text-muted-foreground text-xs">{shape.title}</span>
            </span>
            <Wires name={shape.name} />
          </div>
        ))}
      </div>
      <figcaption className="mt-6 text-muted-foreground text-compact">
        The template “Scalable web application”: visitors reach the gateway, two web servers share their files through
        the NAS and keep their entries in PostgreSQL. Components that are not wired cannot find each other.
      </figcaption>
    </figure>
  )
}
