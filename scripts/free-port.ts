import { createServer } from "node:net"

/** Whether something could listen on the port now. */
export const isPortFree = (port: number, host?: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(false) : reject(error),
    )
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })

/** A port that is free at this moment, chosen by the system. */
export const findFreePort = (host = "127.0.0.1"): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen({ port: 0, host }, () => {
      const address = probe.address()
      if (address === null || typeof address === "string") return reject(new Error("The system gave no port."))
      probe.close(() => resolve(address.port))
    })
  })
