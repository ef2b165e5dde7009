"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { type FormEvent, useId, useMemo, useState } from "react"
import { interiorOf, withAssembly } from "@/lib/blueprint/assembly/make-assembly"
import { newComponent } from "@/lib/blueprint/edit"
import { apiErrorOf } from "../api-error"
import { useApplication } from "../application/application-context"
import { count, listed } from "../format/size"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog"
import { FieldShell } from "../ui/field"
import { Input } from "../ui/input"
import { Checkbox } from "../ui/switch"
import { toast } from "../ui/toaster"
import { type Offer, terminalOffers, valueOffers } from "./assembly-choice"
import { useBoard } from "./board-context"
import { drawn, only } from "./board-state"
import { type ClassOut, catalogOf } from "./catalog"

const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 40)

function Choices<T>({
  legend,
  help,
  offers,
  chosen,
  onChange,
}: {
  legend: string
  help: string
  offers: readonly Offer<T>[]
  chosen: ReadonlySet<string>
  onChange: (next: ReadonlySet<string>) => void
}) {
  const id = useId()
  if (offers.length === 0) return null
  return (
    <fieldset className="flex min-w-0 flex-col gap-1">
      <legend className="pb-1 font-medium text-compact">{legend}</legend>
      <p className="pb-1 text-muted-foreground text-xs">{help}</p>
      <ul className="flex max-h-40 flex-col gap-0.5 overflow-y-auto rounded-md border p-1.5">
        {offers.map(({ key, label, detail }) => (
          <li key={key} className="flex items-center gap-2 py-0.5">
            <Checkbox
              id={`${id} ${key}`}
              checked={chosen.has(key)}
              onCheckedChange={(isOn) => {
                const next = new Set(chosen)
                if (isOn === true) next.add(key)
                else next.delete(key)
                onChange(next)
              }}
            />
            <label htmlFor={`${id} ${key}`} className="min-w-0 flex-1 truncate text-compact">
              {label}
            </label>
            <span className="text-muted-foreground text-xs">{detail}</span>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}

/** What is chosen of the dialog, and what the drawing makes of it. */
function useAssembly() {
  const board = useBoard()
  // Of the drawing as it was when the dialog opened: nothing else is drawn meanwhile.
  const [blueprint] = useState(() => drawn(board.state.get()))
  const [names] = useState(() => new Set(board.state.get().selection.names))
  const { catalog } = board
  const terminals = useMemo(() => terminalOffers(blueprint, names, catalog), [blueprint, names, catalog])
  const values = useMemo(() => valueOffers(blueprint, names, catalog), [blueprint, names, catalog])
  const [ends, setEnds] = useState<ReadonlySet<string>>(new Set())
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set())
  const picked = <T,>(offers: readonly Offer<T>[], keys: ReadonlySet<string>): T[] =>
    offers.flatMap(({ key, value }) => (keys.has(key) ? [value] : []))
  const interior = () =>
    interiorOf(blueprint, names, catalog.boundaries, {
      terminals: picked(terminals.more, ends),
      redirects: picked(values, taken),
    })
  return { board, blueprint, names, terminals, values, ends, setEnds, taken, setTaken, interior }
}

/** Draws one shape of the class that was made in place of what it was made of: one step, which undo takes back. */
function useReplace({
  board,
  blueprint,
  names,
}: Pick<ReturnType<typeof useAssembly>, "board" | "blueprint" | "names">) {
  return (made: ClassOut) => {
    board.classes.set(({ classes }) => catalogOf([...classes.filter(({ name }) => name !== made.name), made]))
    const { interior } = made
    if (!interior || drawn(board.state.get()) !== blueprint) return
    const taken = new Set(blueprint.components.flatMap(({ name }) => (names.has(name) ? [] : [name])))
    const shape = newComponent(made, taken, { x: 0, y: 0 })
    const next = withAssembly(blueprint, names, interior, shape)
    board.dispatch({ kind: "edit", edits: [{ kind: "replace", blueprint: next }], select: only(shape.name) })
    board.say(`${shape.name} stands for ${count(names.size, "component")} now.`)
  }
}

function useRelease(onMade: (made: ClassOut) => void) {
  const trpc = useTRPC()
  const client = useQueryClient()
  return useMutation(
    trpc.classes.makeAssembly.mutationOptions({
      onSuccess: (made) => {
        onMade(made)
        toast.success(`${made.title} ${made.version} is in your catalog.`)
        return client.invalidateQueries(trpc.classes.pathFilter())
      },
    }),
  )
}

/** What runs of shapes with volumes is replaced when the assembly is applied: said before it is made. */
function DataWarning({ assembly: { blueprint, names } }: { assembly: ReturnType<typeof useAssembly> }) {
  const { instances } = useApplication().application
  const running = new Set(instances.map(({ name }) => name))
  const holders = blueprint.components.filter(
    ({ name, volumes }) => names.has(name) && running.has(name) && Object.keys(volumes).length > 0,
  )
  if (holders.length === 0) return null
  const those = listed(holders.map(({ name }) => name))
  return (
    <p className="rounded-md border border-state-waiting/40 bg-state-waiting/10 px-3 py-2 text-compact">
      Once applied, what is inside starts anew under other paths, and the volumes of {those} go to the trash. Take a
      snapshot first, or make the assembly before there is data.
    </p>
  )
}

/** Some shapes become one: released into the company's catalog, and drawn in their place. */
export default function AssemblyDialog({ onClose }: { onClose: () => void }) {
  const { tenant } = useTenant()
  const assembly = useAssembly()
  const { board, names, terminals, values, ends, setEnds, taken, setTaken, interior } = assembly
  const [title, setTitle] = useState("")
  const [typed, setTyped] = useState<string | null>(null)
  const [summary, setSummary] = useState("")
  const replace = useReplace(assembly)
  const release = useRelease((made) => {
    onClose()
    replace(made)
  })
  const name = typed ?? slugOf(title)
  const own = board.catalog.classOf(name)
  const after = own?.catalog === "tenant" ? own.version : 0
  const refusal = release.error ? apiErrorOf(release.error) : null
  const errorOf = (field: string) => (refusal?.field === field ? refusal.message : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    release.mutate({ tenantId: tenant.id, name, title: title || name, summary, after, interior: interior() })
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-h-[90dvh] max-w-lg overflow-y-auto">
        <form onSubmit={submit} className="flex flex-col gap-4">
          <DialogHeader>
            <DialogTitle>Make an assembly</DialogTitle>
            <DialogDescription>
              {`${names.size === 1 ? "A class of your own" : `${names.size} shapes become one`}, wired as now: ${listed([...names])}. `}
              Your company can draw it in any application.
            </DialogDescription>
          </DialogHeader>
          <FieldShell label="Title" error={errorOf("title")}>
            {(control) => (
              <Input
                {...control}
                autoFocus
                required
                maxLength={80}
                value={title}
                onChange={(e) => setTitle(e.target.value)}
              />
            )}
          </FieldShell>
          <FieldShell
            label="Name"
            error={errorOf("name") ?? errorOf("after")}
            help={
              after > 0
                ? `Your company has ${name}@${after}: this becomes version ${after + 1}.`
                : "What drawings and texts call it."
            }
          >
            {(control) => (
              <Input
                {...control}
                required
                maxLength={40}
                autoComplete="off"
                spellCheck={false}
                className="font-mono text-compact"
                value={name}
                onChange={(e) => {
                  setTyped(e.target.value)
                  release.reset()
                }}
              />
            )}
          </FieldShell>
          <FieldShell label="One line of what it is" error={errorOf("summary")}>
            {(control) => (
              <Input {...control} maxLength={200} value={summary} onChange={(e) => setSummary(e.target.value)} />
            )}
          </FieldShell>
          <DataWarning assembly={assembly} />
          <p className="text-compact">
            Terminals:{" "}
            {terminals.fixed.length === 0
              ? "none is needed"
              : listed(terminals.fixed.map((t) => `${t.name} (${t.component}.${t.terminal})`))}
            .
          </p>
          <Choices
            legend="More terminals"
            help="Ends inside that others may be wired to as well."
            offers={terminals.more}
            chosen={ends}
            onChange={setEnds}
          />
          <Choices
            legend="Values it takes"
            help="What can be set of each assembly that is drawn; the rest stays as it is inside."
            offers={values}
            chosen={taken}
            onChange={setTaken}
          />
          {refusal && !["title", "name", "after", "summary"].includes(refusal.field ?? "") && (
            <p role="alert" className="text-compact text-state-failed">
              {refusal.message}
            </p>
          )}
          <DialogFooter>
            <Button type="button" variant="outline" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={release.isPending || name === ""}>
              {after > 0 ? `Release version ${after + 1}` : "Make it"}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
