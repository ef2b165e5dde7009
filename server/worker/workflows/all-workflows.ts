import type { Workflow } from "@/server/domain/operation"
import type { Services } from "@/server/services"
import { applicationWorkflows } from "./application-workflows"
import { vdcWorkflows } from "./provision-vdc"

/** Operation kind → what the worker does for it. */
export const allWorkflows = (services: Services): Record<string, Workflow> => ({
  ...applicationWorkflows(services),
  ...vdcWorkflows(services),
})
