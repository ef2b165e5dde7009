"use client"

import { useState } from "react"
import { protocolLook } from "../drawing/protocol-look"
import { cn } from "../ui/cn"
import { useBoard, useBoardState, useDrawn } from "./board-context"
import { selectedComponents } from "./board-state"
import type { Terminal } from "./catalog"
import { ListDialog, ListRow } from "./list-dialog"
import { connect, targetMap } from "./use-connecting"

const Dot = ({ protocol }: { protocol: string }) => (
  <span aria-hidden className={cn("size-2 shrink-0", protocolLook(protocol).fill)} />
)

function Outputs({
  name,
  outputs,
  onChoose,
  onClose,
}: {
  name: string
  outputs: readonly Terminal[]
  onChoose: (terminal: string) => void
  onClose: () => void
}) {
  const { connections } = useDrawn()
  return (
    <ListDialog
      title={`Connect ${name}: from which output?`}
      placeholder="Output"
      empty={`${name} has no output of this name.`}
      onClose={onClose}
    >
      {outputs.map((output) => {
        const wire = connections.find(({ from }) => from.component === name && from.terminal === output.name)
        return (
          <ListRow
            key={output.name}
            value={`${output.name} ${output.protocol}`}
            disabled={wire !== undefined}
            onSelect={() => onChoose(output.name)}
          >
            <Dot protocol={output.protocol} />
            <span className="font-mono text-xs">{output.name}</span>
            <span className="min-w-0 flex-1 text-muted-foreground text-xs">
              {wire
                ? `Leads to ${wire.to.component}.${wire.to.terminal} already: remove that wire first.`
                : `${output.title ? `${output.title}, ` : ""}${output.protocol}`}
            </span>
          </ListRow>
        )
      })}
    </ListDialog>
  )
}

function Inputs({ name, output, onClose }: { name: string; output: string; onClose: () => void }) {
  const board = useBoard()
  const from = { component: name, terminal: output }
  const targets = [...targetMap(board, from)].map(([key, whyNot]) => ({ key, whyNot }))
  // Those that fit come first.
  targets.sort((a, b) => Number(a.whyNot !== null) - Number(b.whyNot !== null))
  return (
    <ListDialog
      title={`Connect ${name}.${output}: to which input?`}
      placeholder="Component or input"
      empty="There is no such input on the board."
      onClose={onClose}
    >
      {targets.map(({ key, whyNot }) => {
        const [component = "", terminal = ""] = key.split(".")
        return (
          <ListRow
            key={key}
            value={key}
            disabled={whyNot !== null}
            onSelect={() => {
              onClose()
              connect(board, { from, to: { component, terminal } })
            }}
          >
            <span className="font-mono text-xs">{key}</span>
            {whyNot && <span className="min-w-0 flex-1 text-muted-foreground text-xs">{whyNot}</span>}
          </ListRow>
        )
      })}
    </ListDialog>
  )
}

/** A wire without a pointer: an output, then an input. What cannot be says why. */
export default function ConnectDialog({ onClose }: { onClose: () => void }) {
  const { catalog } = useBoard()
  const state = useBoardState((each) => each)
  const [output, setOutput] = useState<string | null>(null)
  const [component] = selectedComponents(state)
  if (!component) return null
  const outputs = (catalog.boundaryOf(component)?.terminals ?? []).filter(({ direction }) => direction === "output")
  const [first] = outputs
  const { name } = component
  const chosen = output ?? (outputs.length === 1 ? (first?.name ?? null) : null)
  return chosen === null ? (
    <Outputs name={name} outputs={outputs} onChoose={setOutput} onClose={onClose} />
  ) : (
    <Inputs key={chosen} name={name} output={chosen} onClose={onClose} />
  )
}
