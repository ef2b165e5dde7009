import { FillBar } from "./progress"

/** A fill bar with its name and its numbers: "1.5 of 4 cores reserved". */
export const MeterRow = ({
  label,
  reserved,
  capacity,
  used,
  text,
}: {
  label: string
  reserved: number
  capacity: number
  used?: number
  /** Numbers with units, such as "1.5 of 4 cores". */
  text: string
}) => (
  <div className="flex flex-col gap-1">
    <div className="flex justify-between gap-2 text-xs">
      <span className="text-muted-foreground">{label}</span>
      <span className="tabular">{text}</span>
    </div>
    <FillBar
      label={`${label}: ${text} reserved`}
      reserved={reserved}
      capacity={capacity}
      {...(used === undefined ? {} : { used })}
    />
  </div>
)
