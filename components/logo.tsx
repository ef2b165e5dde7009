import { cn } from "./ui/cn"

const cells = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => ({ x: 1 + column * 8, y: 1 + row * 8 })))

/** A small grid with one lit cell. */
export const LogoMark = ({ className }: { className?: string }) => (
  <svg viewBox="0 0 24 24" aria-hidden className={cn("size-5 shrink-0", className)}>
    {cells.map(({ x, y }) => (
      <rect
        key={`${x}-${y}`}
        x={x}
        y={y}
        width="6"
        height="6"
        rx="1.5"
        className={x === 9 && y === 9 ? "fill-primary" : "fill-current opacity-30"}
      />
    ))}
  </svg>
)

export const Logo = ({ className }: { className?: string }) => (
  <span className={cn("inline-flex items-center gap-2 font-semibold text-base tracking-tight", className)}>
    <LogoMark />
    Gridline
  </span>
)
