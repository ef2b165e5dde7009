"use client"

import {
  type ColumnDef,
  flexRender,
  getCoreRowModel,
  getFilteredRowModel,
  getSortedRowModel,
  type Table as Model,
  type RowData,
  type SortingState,
  useReactTable,
} from "@tanstack/react-table"
import { ArrowDown, ArrowUp, ChevronsUpDown, Columns3, Copy, Search } from "lucide-react"
import { type ReactNode, Suspense, useMemo } from "react"
import { Button } from "./button"
import { cn } from "./cn"
import { ErrorState } from "./error-state"
import { Input } from "./input"
import { LazyMenu } from "./lazy-menu"
import { SkeletonRows } from "./skeleton"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "./table"
import { toCsv } from "./to-csv"
import { toast } from "./toaster"
import { useUrlState } from "./url-state"

declare module "@tanstack/react-table" {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Right-aligned tabular figures. */
    numeric?: boolean
    className?: string
  }
}

export type { ColumnDef } from "@tanstack/react-table"

export type DataTableProps<Row> = {
  /** What the table lists, for screen readers and the search box: "Nodes". */
  label: string
  // biome-ignore lint/suspicious/noExplicitAny: each column has a value type of its own, and ColumnDef is invariant in it
  columns: ColumnDef<Row, any>[]
  rows: Row[] | undefined
  rowId: (row: Row) => string
  error?: unknown
  onRetry?: () => void
  empty: ReactNode
  /** Filter box, sorting and column choice; off for short lists inside a card. */
  controls?: boolean
  /** More rows exist on the server. */
  onMore?: (() => void) | undefined
  moreLoading?: boolean
  /** Beside the filter box. */
  filters?: ReactNode
  className?: string
}

const parseSort = (text: string): SortingState =>
  text === "" ? [] : [{ id: text.replace(/^-/, ""), desc: text.startsWith("-") }]

function Tools<Row>({
  table,
  label,
  filter,
  setFilter,
  filters,
}: {
  table: Model<Row>
  label: string
  filter: string
  setFilter: (text: string) => void
  filters?: ReactNode
}) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(toCsv(table))
      toast.success(`${table.getRowModel().rows.length} rows copied as CSV.`)
    } catch {
      toast.error("The browser did not allow copying.")
    }
  }
  return (
    <div className="flex flex-wrap items-center gap-2 border-b px-3 py-2 sm:px-4">
      <div className="relative min-w-40 flex-1 sm:max-w-64">
        <Search className="absolute top-2 left-2.5 size-4 text-muted-foreground" aria-hidden />
        <Input
          type="search"
          aria-label={`Filter ${label.toLowerCase()}`}
          placeholder="Filter"
          className="h-8 pl-8"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </div>
      {filters}
      <div className="ml-auto flex gap-1">
        <LazyMenu
          align="end"
          trigger={
            <Button variant="ghost" size="icon-sm" aria-label="Choose columns" title="Choose columns">
              <Columns3 aria-hidden />
            </Button>
          }
        >
          {({ DropdownMenuLabel, DropdownMenuCheckboxItem }) => (
            <>
              <DropdownMenuLabel>Columns</DropdownMenuLabel>
              {table
                .getAllLeafColumns()
                .filter((column) => column.getCanHide() && typeof column.columnDef.header === "string")
                .map((column) => (
                  <DropdownMenuCheckboxItem
                    key={column.id}
                    checked={column.getIsVisible()}
                    onCheckedChange={(shown) => column.toggleVisibility(shown)}
                    onSelect={(event) => event.preventDefault()}
                  >
                    {String(column.columnDef.header)}
                  </DropdownMenuCheckboxItem>
                ))}
            </>
          )}
        </LazyMenu>
        <Button variant="ghost" size="icon-sm" aria-label="Copy as CSV" title="Copy as CSV" onClick={() => void copy()}>
          <Copy aria-hidden />
        </Button>
      </div>
    </div>
  )
}

function Heads<Row>({ table }: { table: Model<Row> }) {
  return (
    <TableHeader>
      {table.getHeaderGroups().map((group) => (
        <TableRow key={group.id} className="hover:bg-transparent">
          {group.headers.map(({ column, id, getContext }) => {
            const { meta, header } = column.columnDef
            const sorted = column.getIsSorted()
            const Arrow = sorted === "asc" ? ArrowUp : sorted === "desc" ? ArrowDown : ChevronsUpDown
            return (
              <TableHead
                key={id}
                {...(meta?.numeric ? { numeric: true } : {})}
                className={cn("sticky top-0 bg-card", meta?.className)}
                aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : undefined}
              >
                {column.getCanSort() ? (
                  <button
                    type="button"
                    onClick={column.getToggleSortingHandler()}
                    className="inline-flex items-center gap-1 hover:text-foreground"
                  >
                    {flexRender(header, getContext())}
                    <Arrow className={cn("size-3", !sorted && "opacity-40")} aria-hidden />
                  </button>
                ) : (
                  flexRender(header === "" ? () => <span className="sr-only">Actions</span> : header, getContext())
                )}
              </TableHead>
            )
          })}
        </TableRow>
      ))}
    </TableHeader>
  )
}

function Rows<Row>({ table }: { table: Model<Row> }) {
  return (
    <TableBody>
      {table.getRowModel().rows.map((row) => (
        <TableRow key={row.id}>
          {row.getVisibleCells().map((cell) => {
            const meta = cell.column.columnDef.meta
            return (
              <TableCell key={cell.id} {...(meta?.numeric ? { numeric: true } : {})} className={cn(meta?.className)}>
                {flexRender(cell.column.columnDef.cell, cell.getContext())}
              </TableCell>
            )
          })}
        </TableRow>
      ))}
    </TableBody>
  )
}

function Inner<Row>({ label, columns, rows, rowId, controls = true, empty, ...props }: DataTableProps<Row>) {
  const [filter, setFilter] = useUrlState("filter")
  const [sort, setSort] = useUrlState("sort")
  const sorting = useMemo(() => parseSort(sort), [sort])
  const data = useMemo(() => rows ?? [], [rows])
  const table = useReactTable({
    data,
    columns,
    getRowId: rowId,
    state: { sorting, globalFilter: filter },
    enableSorting: controls,
    onSortingChange: (update) => {
      const [first] = typeof update === "function" ? update(sorting) : update
      setSort(first ? `${first.desc ? "-" : ""}${first.id}` : "")
    },
    onGlobalFilterChange: setFilter,
    globalFilterFn: "includesString",
    getCoreRowModel: getCoreRowModel(),
    getFilteredRowModel: getFilteredRowModel(),
    getSortedRowModel: getSortedRowModel(),
  })
  if (props.error && !rows) return <ErrorState error={props.error} {...(props.onRetry && { onRetry: props.onRetry })} />
  if (!rows) return <SkeletonRows />
  if (rows.length === 0) return <>{empty}</>
  return (
    <div className={props.className}>
      {controls && <Tools table={table} label={label} filter={filter} setFilter={setFilter} filters={props.filters} />}
      {table.getRowModel().rows.length === 0 ? (
        <p className="px-5 py-8 text-center text-muted-foreground">
          Nothing matches “{filter}”.{" "}
          <Button variant="link" onClick={() => setFilter("")}>
            Clear the filter
          </Button>
        </p>
      ) : (
        <Table aria-label={label}>
          <Heads table={table} />
          <Rows table={table} />
        </Table>
      )}
      {props.onMore && (
        <div className="border-t p-2 text-center">
          <Button variant="ghost" size="sm" pending={props.moreLoading ?? false} onClick={props.onMore}>
            Show more
          </Button>
        </div>
      )}
    </div>
  )
}

/** A list with filter and sorting in the address, column choice and CSV. Column `header` as text, `accessorFn` for sorting and CSV. */
export const DataTable = <Row,>(props: DataTableProps<Row>) => (
  <Suspense fallback={<SkeletonRows />}>
    <Inner {...props} />
  </Suspense>
)
