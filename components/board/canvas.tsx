"use client"

import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  ReactFlow,
  type ReactFlowInstance,
  SelectionMode,
  type Viewport,
} from "@xyflow/react"
import "@xyflow/react/dist/base.css"
import {
  type DragEvent,
  type MouseEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react"
import { type Box, boundsOf } from "./arrange"
import { type Board, type CanvasHandle, useBoard, useBoardState, useCatalog, useUi } from "./board-context"
import { BoardShape } from "./board-shape"
import { drawn, type Selection } from "./board-state"
import { BoardWire } from "./board-wire"
import { ConnectionNote } from "./connection-note"
import { detailAt } from "./detail"
import { edgeMaker, nodeMaker, type ShapeFacts, type ShapeNode, type WireEdge } from "./flow-parts"
import { useStoreValue } from "./store"
import { useConnecting } from "./use-connecting"
import { FollowDetail, useDetail } from "./use-detail"

const nodeTypes = { shape: BoardShape }
const edgeTypes = { wire: BoardWire }
const lineStyle = { stroke: "var(--primary)", strokeWidth: 2 }
const ariaLabels = { "minimap.ariaLabel": "Overview of the board" }
// Made once: React Flow tells every shape and wire of each of these that is another one than before.
const snapGrid: [number, number] = [8, 8]
const panButtons = [1, 2]
const severalKeys = ["Meta", "Control", "Shift"]
const miniSize = { width: 132, height: 84 }
const zoomRange = { min: 0.08, max: 2 }
type Flow = ReactFlowInstance<ShapeNode, WireEdge>

/** A viewport that shows a box in the middle of a canvas, never bigger than life. */
function viewOf(box: Box | null, { clientWidth, clientHeight }: HTMLElement) {
  if (!box) return { x: clientWidth / 4, y: clientHeight / 4, zoom: 1 }
  const [width, height] = [box.width + 112, box.height + 88]
  const zoom = Math.max(zoomRange.min, Math.min(1, clientWidth / width, clientHeight / height))
  return {
    x: clientWidth / 2 - (box.x + box.width / 2) * zoom,
    y: clientHeight / 2 - (box.y + box.height / 2) * zoom,
    zoom,
  }
}

function chosenAfter(changes: readonly { id: string; selected: boolean }[], before: ReadonlySet<string>): Set<string> {
  const next = new Set(before)
  for (const { id, selected } of changes) {
    if (selected) next.add(id)
    else next.delete(id)
  }
  return next
}

function setSelection(board: Board, part: (old: Selection) => Selection): void {
  board.dispatch({ kind: "select", selection: part(board.state.get().selection) })
}

/** What the canvas tells of gestures, as actions. */
function useGestures(board: Board) {
  const onNodesChange = useCallback(
    (changes: NodeChange<ShapeNode>[]) => {
      const selects = changes.flatMap((each) => (each.type === "select" ? [each] : []))
      if (selects.length > 0) setSelection(board, (old) => ({ ...old, names: chosenAfter(selects, old.names) }))
      const moves = changes.flatMap((each) => (each.type === "position" && each.position ? [each] : []))
      const positions = Object.fromEntries(moves.flatMap(({ id, position }) => (position ? [[id, position]] : [])))
      if (moves.length > 0) board.dispatch({ kind: "drag", positions })
      if (moves.some(({ dragging }) => dragging === false)) board.dispatch({ kind: "drop" })
    },
    [board],
  )
  const onEdgesChange = useCallback(
    (changes: EdgeChange<WireEdge>[]) => {
      const selects = changes.flatMap((each) => (each.type === "select" ? [each] : []))
      if (selects.length > 0) setSelection(board, (old) => ({ ...old, wires: chosenAfter(selects, old.wires) }))
    },
    [board],
  )
  return { onNodesChange, onEdgesChange }
}

const elementOf = (box: HTMLElement, name: string) => box.querySelector<HTMLElement>(`[data-id="${CSS.escape(name)}"]`)

function isInside(inner: Element, outer: Element): boolean {
  const [a, b] = [inner.getBoundingClientRect(), outer.getBoundingClientRect()]
  return a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom
}

function handleOf(board: Board, flow: Flow, box: HTMLElement): CanvasHandle {
  const centre = (names: readonly string[]) => {
    const wanted = new Set(names)
    const bounds = boundsOf(drawn(board.state.get()).components.filter(({ name }) => wanted.has(name)))
    if (!bounds) return
    const zoom = Math.max(flow.getZoom(), 0.6)
    void flow.setCenter(bounds.x + bounds.width / 2, bounds.y + bounds.height / 2, { zoom, duration: 150 })
  }
  // A shape may come into being with the new view only.
  const focusLater = (name: string) => setTimeout(() => elementOf(box, name)?.focus({ preventScroll: true }), 200)
  return {
    fit: () => void flow.setViewport(viewOf(boundsOf(drawn(board.state.get()).components), box), { duration: 150 }),
    zoom: (by) => void flow.zoomTo(flow.getZoom() * by, { duration: 120 }),
    show: (names) => {
      centre(names)
      const [first] = names
      if (first) focusLater(first)
    },
    focus: (name) => {
      const element = elementOf(box, name)
      element?.focus({ preventScroll: true })
      if (element && isInside(element, box)) return
      centre([name])
      focusLater(name)
    },
    middle: () => {
      const rect = box.getBoundingClientRect()
      return flow.screenToFlowPosition({ x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 })
    },
  }
}

/** Lets commands reach the canvas. */
function useCanvasHandle(board: Board, flow: Flow | null, box: RefObject<HTMLDivElement | null>) {
  useEffect(() => {
    if (!flow || !box.current) return
    board.canvas.current = handleOf(board, flow, box.current)
    return () => {
      board.canvas.current = null
    }
  }, [board, flow, box])
}

export type CanvasProps = {
  facts: Omit<ShapeFacts, "catalog" | "marked">
  onMenu: (event: MouseEvent, at: "shape" | "wire" | "board") => void
  /** A class was let go over the board. */
  onDropClass: (className: string, at: { x: number; y: number }, onto: string | null) => void
}

export const classMime = "application/x-gridline-class"

function useParts({ facts }: CanvasProps) {
  const board = useBoard()
  const state = useBoardState((each) => each)
  const marked = useStoreValue(board.marked, (each) => each)
  const balloons = useUi((ui) => ui.balloons)
  const [makeNodes] = useState(nodeMaker)
  const [makeEdges] = useState(edgeMaker)
  const catalog = useCatalog()
  const known = useMemo(() => ({ ...facts, catalog, marked }), [facts, catalog, marked])
  const nodes = useMemo(() => makeNodes(state, known), [makeNodes, state, known])
  const { live } = facts
  // Not of `moving`: wires follow dragged shapes by themselves.
  const { history, selection, doomed } = state
  const edges = useMemo(
    () => makeEdges({ history, selection, doomed }, { catalog, live, balloons }),
    [makeEdges, history, selection, doomed, catalog, live, balloons],
  )
  return { nodes, edges }
}

function useMenus(board: Board, onMenu: CanvasProps["onMenu"]) {
  return useMemo(
    () => ({
      onNodeContextMenu: (event: MouseEvent, { id, selected }: ShapeNode) => {
        if (!selected) setSelection(board, () => ({ names: new Set([id]), wires: new Set() }))
        onMenu(event, "shape")
      },
      onEdgeContextMenu: (event: MouseEvent, { id }: WireEdge) => {
        setSelection(board, () => ({ names: new Set(), wires: new Set([id]) }))
        onMenu(event, "wire")
      },
      onSelectionContextMenu: (event: MouseEvent) => onMenu(event, "shape"),
      onPaneContextMenu: (event: globalThis.MouseEvent | MouseEvent) => {
        if ("nativeEvent" in event) onMenu(event, "board")
      },
    }),
    [board, onMenu],
  )
}

function useClassDrop(flow: Flow | null, onDropClass: CanvasProps["onDropClass"]) {
  return {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(classMime)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = "copy"
    },
    onDrop: (event: DragEvent) => {
      const className = event.dataTransfer.getData(classMime)
      if (!className || !flow) return
      event.preventDefault()
      const over = event.target instanceof Element ? event.target.closest(".react-flow__node") : null
      const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
      onDropClass(className, at, over?.getAttribute("data-id") ?? null)
    },
  }
}

const miniColor = ({ data }: ShapeNode): string => {
  if (data.problems > 0) return "var(--state-failed)"
  return data.live?.state === "running" ? "var(--state-running)" : "var(--muted-foreground)"
}

/** Shift begins a box here; to the browser it would mark text from wherever the cursor was last. */
function keepText(event: MouseEvent): void {
  if (event.shiftKey) event.preventDefault()
}

/** The board itself. */
export function Canvas(props: CanvasProps) {
  const board = useBoard()
  const box = useRef<HTMLDivElement | null>(null)
  const [start, setStart] = useState<Viewport | null>(null)
  const [flow, setFlow] = useState<Flow | null>(null)
  const { nodes, edges } = useParts(props)
  const boxTool = useUi((ui) => ui.boxTool)
  const detail = useDetail()
  // Once, of what is drawn when it opens: what is seen from afar is drawn as such from the beginning.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!box.current) return
    const view = viewOf(boundsOf(drawn(board.state.get()).components), box.current)
    board.detail.set(() => detailAt(view.zoom))
    setStart(view)
  }, [])
  useCanvasHandle(board, flow, box)
  const gestures = useGestures(board)
  const wiring = useConnecting(board)
  const menus = useMenus(board, props.onMenu)
  return (
    <div
      ref={box}
      className="relative h-full min-w-0 flex-1 select-none"
      onMouseDownCapture={keepText}
      {...useClassDrop(flow, props.onDropClass)}
    >
      {start && (
        <ReactFlow<ShapeNode, WireEdge>
          data-board-canvas
          tabIndex={0}
          aria-label="Board. Tab walks the shapes, arrow keys move what is selected, C connects it."
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          defaultViewport={start}
          onInit={setFlow}
          minZoom={zoomRange.min}
          maxZoom={zoomRange.max}
          snapToGrid
          snapGrid={snapGrid}
          nodesDraggable={board.canEdit}
          nodesConnectable={board.canEdit}
          edgesFocusable={false}
          // The board has keys of its own, one table of them.
          disableKeyboardA11y
          deleteKeyCode={null}
          multiSelectionKeyCode={severalKeys}
          selectionMode={SelectionMode.Partial}
          selectionOnDrag={boxTool}
          panOnDrag={boxTool ? panButtons : true}
          connectionLineType={ConnectionLineType.SmoothStep}
          connectionLineStyle={lineStyle}
          connectionRadius={26}
          zoomOnDoubleClick={false}
          attributionPosition="bottom-left"
          // From afar nearly all is in view: to ask of each whether it is costs more than to draw it.
          onlyRenderVisibleElements={nodes.length > 120 && (detail !== "blocks" || flow === null)}
          ariaLabelConfig={ariaLabels}
          className="focus-visible:-outline-offset-2 [--xy-attribution-background-color:transparent] [--xy-minimap-background-color:var(--card)] [--xy-minimap-mask-background-color:color-mix(in_oklch,var(--muted-foreground)_18%,transparent)] [--xy-selection-background-color:color-mix(in_oklch,var(--primary)_12%,transparent)] [--xy-selection-border:1px_solid_var(--primary)] [&_.react-flow__attribution_a]:text-muted-foreground [&_.react-flow__node]:rounded-lg"
          {...gestures}
          {...wiring}
          {...menus}
        >
          {/* Before it is set up, the canvas says that one looks from near. */}
          {flow && <FollowDetail />}
          {detail !== "blocks" && (
            <Background variant={BackgroundVariant.Dots} gap={16} size={1} color="var(--input)" />
          )}
          {detail !== "blocks" && (
            <MiniMap<ShapeNode>
              pannable
              zoomable
              nodeColor={miniColor}
              nodeBorderRadius={20}
              position="bottom-right"
              style={miniSize}
              className="m-2! hidden overflow-hidden rounded-md border sm:block"
            />
          )}
          <ConnectionNote />
        </ReactFlow>
      )}
    </div>
  )
}
