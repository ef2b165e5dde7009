"use client"

import { Download, File as FileIcon, Folder, Trash2 } from "lucide-react"
import { useTenant } from "../frame/tenant"
import type { ApiOutputs } from "../trpc"
import { Button } from "../ui/button"
import { Bytes } from "../ui/bytes"
import { RelativeTime } from "../ui/relative-time"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table"
import { fileUrl } from "./file-transfer"

export type FileRow = ApiOutputs["volumes"]["files"]["items"][number]

export function FileTable({
  volumeId,
  files,
  onOpen,
  onDelete,
}: {
  volumeId: string
  files: FileRow[]
  onOpen: (path: string) => void
  onDelete: ((file: FileRow) => void) | null
}) {
  const { tenant } = useTenant()
  return (
    <Table aria-label="Files">
      <TableHeader>
        <TableRow className="hover:bg-transparent">
          <TableHead>Name</TableHead>
          <TableHead numeric>Size</TableHead>
          <TableHead numeric className="hidden sm:table-cell">
            Changed
          </TableHead>
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {files.map((file) => (
          <TableRow key={file.path}>
            <TableCell>
              {file.kind === "folder" ? (
                <button
                  type="button"
                  onClick={() => onOpen(file.path)}
                  className="flex items-center gap-2 font-medium hover:text-primary hover:underline"
                >
                  <Folder className="size-4 shrink-0 text-primary" aria-hidden />
                  {file.name}
                </button>
              ) : (
                <a
                  href={fileUrl(volumeId, file.path, tenant.id)}
                  download={file.name}
                  className="flex items-center gap-2 hover:text-primary hover:underline"
                >
                  <FileIcon className="size-4 shrink-0 text-muted-foreground" aria-hidden />
                  <span className="break-all">{file.name}</span>
                </a>
              )}
            </TableCell>
            <TableCell numeric>{file.kind === "file" && <Bytes value={file.bytes} />}</TableCell>
            <TableCell numeric className="hidden text-muted-foreground sm:table-cell">
              <RelativeTime at={file.modifiedAt} />
            </TableCell>
            <TableCell numeric className="py-0.5">
              {file.kind === "file" && (
                <Button asChild variant="ghost" size="icon-sm">
                  <a
                    href={fileUrl(volumeId, file.path, tenant.id)}
                    download={file.name}
                    aria-label={`Download ${file.name}`}
                    title="Download"
                  >
                    <Download aria-hidden />
                  </a>
                </Button>
              )}
              {onDelete && (
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`Delete ${file.name}`}
                  title="Delete"
                  onClick={() => onDelete(file)}
                >
                  <Trash2 aria-hidden />
                </Button>
              )}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
