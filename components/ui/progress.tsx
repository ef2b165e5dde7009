import { cn } from "./cn"

/** `value` 0–100; leave it out while the length is unknown. */
export const Progress = ({ value, label, className }: { value?: number; label: string; className?: string }) => (
  <div
    role="progressbar"
    aria-label={label}
    aria-valuemin={0}
    aria-valuemax={100}
    {...(value === undefined ? {} : { "aria-valuenow": Math.round(value) })}
    className={cn("h-1.5 w-full overflow-hidden rounded-full bg-input", className)}
  >
    <div
      className={cn("h-full rounded-full bg-primary transition-[width]", value === undefined && "w-1/3 animate-pulse")}
      style={value === undefined ? undefined : { width: `${Math.min(100, Math.max(0, value))}%` }}
    />
  </div>
)

/** How full something is: what is reserved as the bar, what is really used as a darker part of it. */
export function FillBar({
  label,
  capacity,
  reserved,
  used,
  className,
}: {
  label: string
  capacity: number
  reserved: number
  used?: number
  className?: string
}) {
  const share = (part: number) => (capacity <= 0 ? 0 : Math.min(100, (part / capacity) * 100))
  const full = share(reserved)
  return (
    // biome-ignore lint/a11y/useSemanticElements: <meter> cannot show two levels or take the tokens
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(full)}
      className={cn("relative h-2 w-full overflow-hidden rounded-sm bg-input/70", className)}
    >
      <div
        className={cn(
          "absolute inset-y-0 left-0 transition-[width]",
          full > 90 ? "bg-state-degraded/50" : "bg-primary/40",
        )}
        style={{ width: `${full}%` }}
      />
      {used !== undefined && (
        <div
          className={cn("absolute inset-y-0 left-0 transition-[width]", full > 90 ? "bg-state-degraded" : "bg-primary")}
          style={{ width: `${share(used)}%` }}
        />
      )}
    </div>
  )
}
