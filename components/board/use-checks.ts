"use client"

import { useDeferredValue, useMemo } from "react"
import type { Blueprint } from "@/lib/blueprint/document"
import { type Told, tellChange } from "@/lib/blueprint/tell-change"
import { validateBlueprint } from "@/lib/blueprint/validate-blueprint"
import type { Violation } from "@/lib/blueprint/violation"
import type { Catalog } from "./catalog"

export type Checks = {
  problems: readonly Violation[]
  /** How many, by component. */
  problemsOf: ReadonlyMap<string, number>
  /** What differs from what is wanted. */
  told: readonly Told[]
  changes: ReadonlyMap<string, "added" | "changed">
}

/** What is wrong with the drawing and what is new in it, found out as one draws and never in the way of drawing. */
export function useChecks(drawing: Blueprint, wanted: Blueprint, catalog: Catalog): Checks {
  const present = useDeferredValue(drawing)
  const problems = useMemo(() => validateBlueprint(present, catalog.boundaries), [present, catalog])
  const told = useMemo(() => tellChange(wanted, present), [wanted, present])
  return useMemo(() => {
    const problemsOf = new Map<string, number>()
    for (const { component } of problems)
      if (component !== null) problemsOf.set(component, (problemsOf.get(component) ?? 0) + 1)
    const changes = new Map(
      told.flatMap(({ component, act }) =>
        act === "removed" ? [] : [[component, act === "added" ? "added" : "changed"] as const],
      ),
    )
    return { problems, problemsOf, told, changes }
  }, [problems, told])
}
