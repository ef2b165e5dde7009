import net, { type AddressInfo, type Server, type Socket } from "node:net"
import type { Endpoint, Protocol } from "../../fabric-driver"
import { addressOf, type NearEndpoint, type Output } from "./appliance"

const connectTimeoutMs = 2_000

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", () => {
      server.removeListener("error", reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** On the port of before if it is still free, else on any. */
async function listenNear(server: Server, port: number): Promise<number> {
  if (port === 0) return listen(server, 0)
  return listen(server, port).catch(() => listen(server, 0))
}

function connectTo(endpoint: Endpoint): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: endpoint.host, port: endpoint.port, allowHalfOpen: true, noDelay: true })
    const give = (result: Socket | null) => {
      socket.removeAllListeners()
      if (!result) socket.destroy()
      resolve(result)
    }
    socket.setTimeout(connectTimeoutMs, () => give(null))
    socket.once("error", () => give(null)) // the next endpoint is tried; the caller sees a closed connection if none is left
    socket.once("connect", () => {
      socket.setTimeout(0)
      give(socket)
    })
  })
}

/** One output terminal: local listeners that stay, far ends that come and go, bytes counted. */
export class Wire {
  private endpoints: Endpoint[] = []
  private readonly main: Server
  private mainPort = 0
  /** One listener per far instance's path, so that a balancer can choose; kept while that one moves. */
  private readonly near = new Map<string, { server: Server; port: number }>()
  private readonly live = new Map<Socket, string>()
  private turn = 0
  private settledBytes = 0

  constructor(
    readonly name: string,
    private readonly protocol: Protocol,
  ) {
    this.main = this.serverFor(() => this.endpoints)
  }

  async open(endpoints: Endpoint[], port: number): Promise<void> {
    this.mainPort = await listenNear(this.main, port)
    await this.update(endpoints)
  }

  async update(endpoints: Endpoint[]): Promise<void> {
    this.endpoints = endpoints
    const addresses = new Set(endpoints.map(addressOf))
    // A connection to where the far component no longer is would keep talking to nobody, or to an old copy.
    for (const [socket, address] of this.live) if (!addresses.has(address)) socket.destroy()
    for (const [path, { server }] of this.near) {
      if (endpoints.some((endpoint) => endpoint.path === path)) continue
      server.close()
      this.near.delete(path)
    }
    for (const { path } of endpoints) {
      if (this.near.has(path)) continue
      const server = this.serverFor(() => this.endpoints.filter((endpoint) => endpoint.path === path))
      this.near.set(path, { server, port: await listen(server, 0) })
    }
  }

  get port(): number {
    return this.mainPort
  }

  get bytes(): number {
    let bytes = this.settledBytes
    for (const socket of this.live.keys()) bytes += socket.bytesRead + socket.bytesWritten
    return bytes
  }

  describe(): Output {
    const endpoints = this.endpoints.flatMap<NearEndpoint>(({ path }) => {
      const near = this.near.get(path)
      return near ? [{ path, host: "127.0.0.1", port: near.port }] : []
    })
    const secret = this.endpoints[0]?.secret ?? ""
    return { name: this.name, protocol: this.protocol, host: "127.0.0.1", port: this.mainPort, secret, endpoints }
  }

  private serverFor(choice: () => Endpoint[]): Server {
    return net.createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (near) => {
      near.on("error", () => near.destroy()) // whoever hung up knows already
      this.join(near, choice()).catch((error: Error) => near.destroy(error))
    })
  }

  private async join(near: Socket, choice: Endpoint[]): Promise<void> {
    const first = choice.length > 0 ? this.turn++ % choice.length : 0
    for (const endpoint of [...choice.slice(first), ...choice.slice(0, first)]) {
      const far = await connectTo(endpoint)
      if (!far) continue
      return this.splice(near, far, addressOf(endpoint))
    }
    near.destroy()
  }

  private splice(near: Socket, far: Socket, address: string): void {
    this.live.set(far, address)
    far.on("error", () => near.destroy())
    near.on("close", () => far.destroy())
    far.on("close", () => {
      this.live.delete(far)
      this.settledBytes += far.bytesRead + far.bytesWritten
      near.destroy()
    })
    if (near.destroyed || !this.endpoints.some((endpoint) => addressOf(endpoint) === address)) return void far.destroy()
    near.pipe(far)
    far.pipe(near)
    near.resume()
  }
}
