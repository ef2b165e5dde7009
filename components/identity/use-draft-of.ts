"use client"

import { useCallback, useEffect } from "react"
import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form"

/**
 * Keeps the named fields through a reload, in this tab's session storage. Named one by one, because a password must never be among
 * them. Returns what forgets them.
 */
export function useDraftOf<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  key: string,
  fields: readonly FieldPath<Values>[],
): () => void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the fields of a form do not change
  useEffect(() => {
    for (const field of fields) {
      const kept = sessionStorage.getItem(`${key}.${field}`)
      if (kept !== null) form.setValue(field, kept as never)
    }
    const subscription = form.watch((_, { name }) => {
      if (name && fields.includes(name)) sessionStorage.setItem(`${key}.${name}`, String(form.getValues(name)))
    })
    return () => subscription.unsubscribe()
  }, [form, key])
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  return useCallback(() => {
    for (const field of fields) sessionStorage.removeItem(`${key}.${field}`)
  }, [key])
}
