import type { ComponentProps } from "react"
import { cn } from "./cn"

/** Scrolls sideways inside its card on a narrow screen; focusable so that the keyboard can scroll it too. */
export const Table = ({ className, "aria-label": label, ...props }: ComponentProps<"table">) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
  <section aria-label={label ?? "Table"} tabIndex={0} className="relative w-full overflow-x-auto">
    <table aria-label={label} className={cn("w-full caption-bottom text-compact", className)} {...props} />
  </section>
)
export const TableHeader = ({ className, ...props }: ComponentProps<"thead">) => (
  <thead className={cn("[&_tr]:border-b", className)} {...props} />
)
export const TableBody = ({ className, ...props }: ComponentProps<"tbody">) => (
  <tbody className={cn("[&_tr:last-child]:border-0", className)} {...props} />
)
export const TableRow = ({ className, ...props }: ComponentProps<"tr">) => (
  <tr className={cn("group h-9 border-b transition-colors hover:bg-muted/60", className)} {...props} />
)
/** `numeric` puts numbers under numbers. */
export const TableHead = ({ className, numeric, ...props }: ComponentProps<"th"> & { numeric?: boolean }) => (
  <th
    scope="col"
    className={cn(
      "h-9 whitespace-nowrap px-3 font-medium text-muted-foreground text-xs first:pl-4 last:pr-4 sm:last:pr-5 sm:first:pl-5",
      numeric ? "text-right" : "text-left",
      className,
    )}
    {...props}
  />
)
export const TableCell = ({ className, numeric, ...props }: ComponentProps<"td"> & { numeric?: boolean }) => (
  <td
    className={cn(
      "px-3 py-1.5 align-middle first:pl-4 last:pr-4 sm:last:pr-5 sm:first:pl-5",
      numeric && "whitespace-nowrap text-right tabular",
      className,
    )}
    {...props}
  />
)
