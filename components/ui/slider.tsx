import type { ComponentProps } from "react"
import { cn } from "./cn"

type SliderProps = Omit<ComponentProps<"input">, "type" | "value" | "defaultValue" | "onChange"> & {
  /** One number in a list, as sliders with several thumbs have it. */
  value: number[]
  onValueChange: (value: number[]) => void
}

/** The browser's own range: arrow keys, Page and Home keys, touch and screen readers come with it. */
export const Slider = ({ className, value, onValueChange, ...props }: SliderProps) => (
  <input
    type="range"
    className={cn(
      "h-6 w-full min-w-0 cursor-pointer accent-primary disabled:cursor-default disabled:opacity-50",
      className,
    )}
    value={value[0] ?? 0}
    onChange={(event) => onValueChange([event.target.valueAsNumber])}
    {...props}
  />
)
