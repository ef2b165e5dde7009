import { Button } from "./button"

type Option = { value: string; label: string }

/** Which of a few lists a page shows, one pressed button each. */
export const ShowSwitch = ({
  options,
  value,
  onChange,
}: {
  options: readonly Option[]
  value: string
  onChange: (value: string) => void
}) => (
  <fieldset className="flex gap-1">
    <legend className="sr-only">Show</legend>
    {options.map((option) => (
      <Button
        key={option.value}
        variant={option.value === value ? "secondary" : "ghost"}
        size="sm"
        aria-pressed={option.value === value}
        onClick={() => onChange(option.value)}
      >
        {option.label}
      </Button>
    ))}
  </fieldset>
)
