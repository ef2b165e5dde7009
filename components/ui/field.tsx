"use client"

import { type ComponentProps, type ReactNode, useId } from "react"
import type { FieldPath, FieldValues, Path, UseFormReturn } from "react-hook-form"
import { apiErrorOf } from "../api-error"
import { cn } from "./cn"
import { Input } from "./input"
import { Label } from "./label"

export type ControlProps = {
  id: string
  "aria-invalid": boolean
  "aria-describedby": string | undefined
}

/** Label above, control, help or error below. For controls that are not registered inputs give `children`. */
export function FieldShell({
  label,
  help,
  error,
  className,
  children,
  aside,
}: {
  label: ReactNode
  help?: ReactNode
  error?: string | undefined
  className?: string
  /** Right of the label, such as a link. */
  aside?: ReactNode
  children: (control: ControlProps) => ReactNode
}) {
  const id = useId()
  const note = error ? `${id}-error` : help ? `${id}-help` : undefined
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-2">
        <Label htmlFor={id}>{label}</Label>
        {aside}
      </div>
      {children({ id, "aria-invalid": Boolean(error), "aria-describedby": note })}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-compact text-state-failed">
          {error}
        </p>
      ) : (
        help && (
          <p id={`${id}-help`} className="text-compact text-muted-foreground">
            {help}
          </p>
        )
      )}
    </div>
  )
}

type FieldProps<Values extends FieldValues> = {
  form: UseFormReturn<Values>
  name: FieldPath<Values>
  label: ReactNode
  help?: ReactNode
  className?: string
  aside?: ReactNode
  children?: (control: ControlProps) => ReactNode
} & Omit<ComponentProps<"input">, "form" | "name" | "children" | "className">

/** A text field of a react-hook-form form; `children` draws another control with the same label, help and error. */
export function Field<Values extends FieldValues>({
  form,
  name,
  label,
  help,
  className,
  aside,
  children,
  ...input
}: FieldProps<Values>) {
  const error = form.getFieldState(name, form.formState).error?.message
  return (
    <FieldShell label={label} help={help} error={error} className={cn(className)} aside={aside}>
      {(control) => (children ? children(control) : <Input {...input} {...control} {...form.register(name)} />)}
    </FieldShell>
  )
}

/** Puts a refused call's message at the field it names, or at the form (`errors.root`) when it names none that is shown. */
export function applyApiError<Values extends FieldValues>(form: UseFormReturn<Values>, error: unknown): void {
  const { message, field } = apiErrorOf(error)
  const shown = field !== undefined && field in form.getValues()
  if (shown) form.setError(field as Path<Values>, { type: "server", message }, { shouldFocus: true })
  else form.setError("root", { type: "server", message })
}

/** What concerns no single field, above the buttons. */
export function FormError<Values extends FieldValues>({ form }: { form: UseFormReturn<Values> }) {
  const message = form.formState.errors.root?.message
  return message ? (
    <p role="alert" className="rounded-md border border-state-failed/30 bg-state-failed/10 px-3 py-2 text-state-failed">
      {message}
    </p>
  ) : null
}
