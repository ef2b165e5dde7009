/** Colour and form of a protocol's terminals and wires: never told by colour alone. */
export type ProtocolLook = { stroke: string; fill: string; pin: "round" | "square" | "diamond" }

const web: ProtocolLook = { stroke: "var(--chart-1)", fill: "bg-chart-1", pin: "round" }
const data: ProtocolLook = { stroke: "var(--chart-2)", fill: "bg-chart-2", pin: "square" }
const files: ProtocolLook = { stroke: "var(--chart-5)", fill: "bg-chart-5", pin: "diamond" }
const other: ProtocolLook = { stroke: "var(--muted-foreground)", fill: "bg-muted-foreground", pin: "round" }

const families: Record<string, ProtocolLook> = {
  http: web,
  https: web,
  postgres: data,
  mysql: data,
  redis: data,
  files,
  nfs: files,
  smb: files,
}

export const protocolLook = (protocol: string): ProtocolLook => families[protocol] ?? other
