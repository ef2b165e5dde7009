"use client"

import { useCallback, useEffect } from "react"
import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form"

const none: readonly never[] = []

/**
 * Keeps what is typed through an error, a reload or a session that ended: in this browser tab's session storage under
 * `key`. Returns what forgets it, for after the form was accepted. Passwords and the like are named in `secrets` (a list that
 * stays the same) and are not kept.
 */
export function useFormDraft<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  key: string,
  secrets: readonly FieldPath<Values>[] = none,
): () => void {
  useEffect(() => {
    const kept = sessionStorage.getItem(key)
    if (kept !== null) {
      try {
        const values = JSON.parse(kept) as Values
        form.reset({ ...form.getValues(), ...values }, { keepDefaultValues: true })
      } catch (error) {
        // Half a draft is worth nothing; the form begins anew.
        console.warn("A kept form could not be read.", error)
        sessionStorage.removeItem(key)
      }
    }
    const subscription = form.watch((values) => {
      const open = Object.entries(values).filter(([name]) => !secrets.includes(name as FieldPath<Values>))
      sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(open)))
    })
    return () => subscription.unsubscribe()
  }, [form, key, secrets])
  return useCallback(() => sessionStorage.removeItem(key), [key])
}
