import { assembliesPlaced } from "./assemblies-placed"
import { classesKnown } from "./classes-known"
import { countsInRange } from "./counts-in-range"
import { mandatoryProperties } from "./mandatory-properties"
import { mandatoryWires } from "./mandatory-wires"
import { namesUnique } from "./names-unique"
import { outputsLeadOnce } from "./outputs-lead-once"
import { propertiesKnown } from "./properties-known"
import { propertyValues } from "./property-values"
import { resourcesInRange } from "./resources-in-range"
import type { Rule } from "./rule"
import { volumesFit } from "./volumes-fit"
import { wiresFit } from "./wires-fit"
import { wiresHaveEnds } from "./wires-have-ends"

/** The list is the policy. */
export const rules: readonly Rule[] = [
  namesUnique,
  classesKnown,
  wiresHaveEnds,
  wiresFit,
  outputsLeadOnce,
  mandatoryWires,
  propertiesKnown,
  propertyValues,
  mandatoryProperties,
  countsInRange,
  resourcesInRange,
  volumesFit,
  assembliesPlaced,
]
