"use client"

import { Copy, Package, Scissors, Trash2, Waypoints } from "lucide-react"
import type { BlueprintComponent, BlueprintConnection } from "@/lib/blueprint/document"
import { wireKey } from "@/lib/blueprint/edit"
import { protocolLook } from "../drawing/protocol-look"
import { amountOfMicros } from "../format/money"
import { count, listed } from "../format/size"
import { Glyph } from "../glyph"
import { Button } from "../ui/button"
import { cn } from "../ui/cn"
import { AssemblyPart } from "./assembly-part"
import { useBoard, useBoardState, useCatalog, useDrawn } from "./board-context"
import { selectedComponents, selectedWires } from "./board-state"
import { commandOf, removeWires, runCommand } from "./commands"
import { ComponentForm, NameField, Section } from "./component-form"
import { hourlyMicrosOfShape, type Rate } from "./component-price"
import { InstanceList } from "./instance-list"
import { NotesField, PlacementFields } from "./placement-fields"
import { useChange } from "./use-change"
import { WireList } from "./wire-list"

type Priced = { rates: readonly Rate[]; currency: string }
type Props = Priced & { wanted: ReadonlyMap<string, BlueprintComponent> }

function PerHour({ components, priced }: { components: readonly BlueprintComponent[]; priced: Priced }) {
  const catalog = useCatalog()
  const { rates, currency } = priced
  if (rates.length === 0) return null
  const sum = components.reduce((total, each) => total + hourlyMicrosOfShape(catalog, each, rates), 0n)
  return (
    <p className="text-muted-foreground text-xs tabular">
      {amountOfMicros(sum, currency)} {currency} per hour while all of it runs
    </p>
  )
}

function Acts() {
  const board = useBoard()
  const acts = [
    { id: "connect", icon: Waypoints },
    { id: "make-assembly", icon: Package },
    { id: "duplicate", icon: Copy },
    { id: "cut", icon: Scissors },
    { id: "delete", icon: Trash2 },
  ]
  if (!board.canEdit) return null
  return (
    <div className="-ml-1.5 flex">
      {acts.map(({ id, icon: Icon }) => {
        const command = commandOf(id)
        return (
          <Button
            key={id}
            variant="ghost"
            size="icon-sm"
            aria-label={command.title}
            title={command.title}
            disabled={!command.enabled(board)}
            onClick={() => runCommand(board, command)}
          >
            <Icon aria-hidden />
          </Button>
        )
      })}
    </div>
  )
}

function One({ component, wanted, ...priced }: Props & { component: BlueprintComponent }) {
  const { catalog } = useBoard()
  const of = catalog.classOf(component.class)
  const { name } = component
  return (
    <>
      <div className="flex flex-col gap-2 border-b px-3 py-3">
        <div className="flex items-center gap-2">
          <Glyph name={of?.glyph ?? component.class} className="size-5 text-muted-foreground" />
          <p className="min-w-0 flex-1 truncate font-semibold">{of?.title ?? component.class}</p>
          <Acts />
        </div>
        <NameField name={name} />
        <PerHour components={[component]} priced={priced} />
      </div>
      {catalog.interiorOf(component) && <AssemblyPart component={component} />}
      {of ? (
        <ComponentForm key={name} components={[component]} of={of} wanted={wanted} />
      ) : (
        <p className="px-3 py-3 text-compact text-state-failed">
          No catalog has {component.class}@{component.version}. Remove it, or put a component of another class there.
        </p>
      )}
      <Section title="Wires">
        <WireList name={name} />
      </Section>
      {wanted.has(name) && (
        <Section title="Instances">
          <InstanceList names={new Set([name])} />
        </Section>
      )}
    </>
  )
}

function Many({ components, wanted, ...priced }: Props & { components: readonly BlueprintComponent[] }) {
  const { catalog } = useBoard()
  const classes = [...new Set(components.map((each) => each.class))]
  const [only] = classes
  const of = classes.length === 1 && only ? catalog.classOf(only) : undefined
  return (
    <>
      <div className="flex flex-col gap-2 border-b px-3 py-3">
        <div className="flex items-center gap-2">
          <p className="flex-1 font-semibold">{count(components.length, "component")}</p>
          <Acts />
        </div>
        <p className="text-compact text-muted-foreground">{listed(components.map(({ name }) => name))}</p>
        <PerHour components={components} priced={priced} />
      </div>
      {of ? <ComponentForm components={components} of={of} wanted={wanted} /> : <SharedForm components={components} />}
    </>
  )
}

/** Of components of several classes: what every class has. */
function SharedForm({ components }: { components: readonly BlueprintComponent[] }) {
  const { canEdit } = useBoard()
  const { change, onFocus } = useChange(components.map(({ name }) => name))
  return (
    <fieldset disabled={!canEdit} onFocus={onFocus} className="min-w-0">
      <p className="border-b px-3 py-2.5 text-compact text-muted-foreground">
        They are of different classes: {listed([...new Set(components.map((each) => each.class))])}.
      </p>
      <Section title="Placement">
        <PlacementFields components={components} change={change} />
      </Section>
      <Section title="Notes" open={false}>
        <NotesField components={components} change={change} />
      </Section>
    </fieldset>
  )
}

function Wires({ wires }: { wires: readonly BlueprintConnection[] }) {
  const board = useBoard()
  const { components } = useDrawn()
  const protocolOf = ({ from }: BlueprintConnection): string => {
    const source = components.find(({ name }) => name === from.component)
    const terminals = source ? board.catalog.boundaryOf(source)?.terminals : undefined
    return terminals?.find(({ name }) => name === from.terminal)?.protocol ?? "any"
  }
  return (
    <div className="flex flex-col gap-3 px-3 py-3">
      <p className="font-semibold">{wires.length === 1 ? "Wire" : count(wires.length, "wire")}</p>
      <ul className="flex flex-col gap-2">
        {wires.map((wire) => (
          <li key={wireKey(wire)} className="flex flex-col gap-0.5 text-compact">
            <span className="font-mono text-xs">
              {wire.from.component}.{wire.from.terminal} → {wire.to.component}.{wire.to.terminal}
            </span>
            <span className="flex items-center gap-1.5 text-muted-foreground text-xs">
              <span aria-hidden className={cn("size-2", protocolLook(protocolOf(wire)).fill)} />
              {protocolOf(wire)}
            </span>
          </li>
        ))}
      </ul>
      {board.canEdit && (
        <Button variant="outline" size="sm" className="self-start" onClick={() => removeWires(board)}>
          <Trash2 aria-hidden />
          Remove
        </Button>
      )}
    </div>
  )
}

function Nothing(priced: Priced) {
  const { components, connections } = useDrawn()
  const instances = components.reduce((sum, each) => sum + each.count, 0)
  return (
    <div className="flex flex-col gap-3 px-3 py-3">
      <p className="font-semibold">Nothing selected</p>
      <dl className="grid grid-cols-[1fr_auto] gap-x-3 gap-y-1 text-compact tabular">
        <dt className="text-muted-foreground">Components</dt>
        <dd>{components.length}</dd>
        <dt className="text-muted-foreground">Instances</dt>
        <dd>{instances}</dd>
        <dt className="text-muted-foreground">Wires</dt>
        <dd>{connections.length}</dd>
      </dl>
      <PerHour components={components} priced={priced} />
      <ul className="flex list-disc flex-col gap-1.5 pl-4 text-compact text-muted-foreground">
        <li>Drag a class from the left to the board, or press Enter on it.</li>
        <li>Draw a wire from an output, at a shape's right edge, to an input that lights up.</li>
        <li>Shift and drag selects several. C connects by keyboard, ? lists all keys.</li>
        <li>Nothing that runs changes before you apply.</li>
      </ul>
    </div>
  )
}

/** What is selected, to look at and to change. */
export function Inspector(props: Props) {
  const selection = useBoardState((state) => state.selection)
  const history = useBoardState((state) => state.history)
  const now = { history, selection, join: null, moving: null, doomed: null }
  const components = selectedComponents(now)
  const wires = selectedWires(now)
  const [first] = components
  return (
    <section className="flex min-h-0 flex-1 flex-col overflow-y-auto" aria-label="Inspector">
      {first && components.length === 1 ? (
        <One component={first} {...props} />
      ) : components.length > 1 ? (
        <Many components={components} {...props} />
      ) : wires.length > 0 ? (
        <Wires wires={wires} />
      ) : (
        <Nothing rates={props.rates} currency={props.currency} />
      )}
    </section>
  )
}
