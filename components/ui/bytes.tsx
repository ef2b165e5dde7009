import { bytes } from "../format/size"
import { cn } from "./cn"

export const Bytes = ({ value, className }: { value: number | string; className?: string }) => (
  <span className={cn("whitespace-nowrap tabular", className)} title={`${Number(value).toLocaleString("en")} bytes`}>
    {bytes(value)}
  </span>
)
