import type { Services } from "@/server/services"

// Next bundles its own copies of our modules; the process is the same, so what must be one lives on the global object.
const slot = globalThis as typeof globalThis & { gridlineServices?: Services }

/** Called once by the web process before it answers. */
export function provideServices(services: Services): void {
  slot.gridlineServices = services
}

/** The web process's services, for what runs inside Next. */
export function portalServices(): Services {
  if (!slot.gridlineServices) throw new Error("The portal runs inside its own server: start it with `npm run up`.")
  return slot.gridlineServices
}
