"use client"

import { useCallback, useEffect } from "react"
import type { FieldValues, UseFormReturn } from "react-hook-form"

/**
 * Keeps what is typed through an error, a reload or a session that ended: in this browser tab's session storage under
 * `key`. Returns what forgets it, for after the form was accepted. Not for passwords.
 */
export function useFormDraft<Values extends FieldValues>(form: UseFormReturn<Values>, key: string): () => void {
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
    const subscription = form.watch((values) => sessionStorage.setItem(key, JSON.stringify(values)))
    return () => subscription.unsubscribe()
  }, [form, key])
  return useCallback(() => sessionStorage.removeItem(key), [key])
}
