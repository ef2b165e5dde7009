import type { Table } from "@tanstack/react-table"

/** RFC 4180, and a leading quote for what a spreadsheet would run as a formula. */
export function csvCell(value: unknown): string {
  const text =
    value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value)
  const safe = typeof value === "string" && /^[=+\-@\t]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The rows and columns on screen, in their order; columns without a value (actions) stay out. */
export function toCsv<Row>(table: Table<Row>): string {
  const columns = table.getVisibleLeafColumns().filter((column) => column.accessorFn !== undefined)
  const head = columns.map((column) => csvCell(String(column.columnDef.header ?? column.id)))
  const lines = table.getRowModel().rows.map((row) => columns.map((column) => csvCell(row.getValue(column.id))))
  return [head, ...lines].map((line) => line.join(",")).join("\r\n")
}
