"use client"

import { useQuery, useQueryClient } from "@tanstack/react-query"
import { ChevronRight, FolderOpen, FolderPlus, Upload as UploadIcon } from "lucide-react"
import dynamic from "next/dynamic"
import { type DragEvent, useCallback, useMemo, useRef, useState } from "react"
import { useTenant } from "../frame/tenant"
import { apiErrorOf, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { cn } from "../ui/cn"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { SkeletonRows } from "../ui/skeleton"
import { useUrlState } from "../ui/url-state"
import { type FileRow, FileTable } from "./file-table"
import { UploadList } from "./upload-list"
import { useUploads } from "./use-uploads"
import { filesOfDrop, joinPath, pathParts } from "./volume-path"

const DeleteFileDialog = dynamic(() => import("./delete-file-dialog"), { ssr: false })
const NewFolderDialog = dynamic(() => import("./new-folder-dialog"), { ssr: false })

function PathBar({ path, onOpen }: { path: string; onOpen: (path: string) => void }) {
  const parts = [{ name: "All files", path: "" }, ...pathParts(path)]
  return (
    <nav aria-label="Folder" className="min-w-0 flex-1">
      <ol className="flex flex-wrap items-center gap-1 text-compact">
        {parts.map((part, at) => (
          <li key={part.path} className="flex items-center gap-1">
            {at > 0 && <ChevronRight className="size-3.5 text-muted-foreground" aria-hidden />}
            {at === parts.length - 1 ? (
              <span aria-current="location" className="font-medium">
                {part.name}
              </span>
            ) : (
              <button
                type="button"
                onClick={() => onOpen(part.path)}
                className="text-muted-foreground hover:text-foreground hover:underline"
              >
                {part.name}
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** Says that files may be dropped here while they are dragged over it. */
function useDrop(onFiles: (files: { file: File; path: string }[]) => void, enabled: boolean) {
  const [over, setOver] = useState(false)
  const depth = useRef(0) // enter and leave also come from every element inside
  const on = (event: DragEvent, step: number) => {
    if (!enabled || !event.dataTransfer.types.includes("Files")) return
    event.preventDefault()
    depth.current = Math.max(0, depth.current + step)
    setOver(depth.current > 0)
  }
  return {
    over,
    handlers: {
      onDragEnter: (event: DragEvent) => on(event, 1),
      onDragLeave: (event: DragEvent) => on(event, -1),
      onDragOver: (event: DragEvent) => on(event, 0),
      onDrop: (event: DragEvent) => {
        if (!enabled) return
        event.preventDefault()
        depth.current = 0
        setOver(false)
        void filesOfDrop(event.dataTransfer).then(onFiles)
      },
    },
  }
}

function AddButtons({
  onFolder,
  onFiles,
}: {
  onFolder: () => void
  onFiles: (files: { file: File; path: string }[]) => void
}) {
  const picker = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button variant="outline" size="sm" onClick={onFolder}>
        <FolderPlus aria-hidden />
        New folder
      </Button>
      <Button size="sm" onClick={() => picker.current?.click()}>
        <UploadIcon aria-hidden />
        Upload
      </Button>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={({ target: input }) => {
          onFiles([...(input.files ?? [])].map((file) => ({ file, path: file.name })))
          input.value = ""
        }}
      />
    </>
  )
}

function FolderContent({
  volumeId,
  path,
  onOpen,
  onDelete,
}: {
  volumeId: string
  path: string
  onOpen: (path: string) => void
  /** Null for those who may only look. */
  onDelete: ((file: FileRow) => void) | null
}) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const files = useQuery(trpc.volumes.files.queryOptions({ tenantId: tenant.id, volumeId, path }))
  // A folder that is not there yet is made with its first file.
  const unmade = files.error && path !== "" && apiErrorOf(files.error).code === "not_found"
  if (files.error && !unmade && !files.data)
    return <ErrorState error={files.error} title="The files could not be listed" onRetry={() => void files.refetch()} />
  const shown = unmade ? [] : files.data?.items
  if (!shown) return <SkeletonRows />
  if (shown.length > 0) return <FileTable volumeId={volumeId} files={shown} onOpen={onOpen} onDelete={onDelete} />
  return (
    <EmptyState icon={FolderOpen} title={unmade ? "This folder is not there yet" : "Nothing in here"}>
      {onDelete ? "Drop files here, or choose them with Upload. Every web server serves them at once." : null}
    </EmptyState>
  )
}

/** Folders and files of a volume: open, upload by button or by dropping them here, download, delete. */
export function FileBrowser({ volumeId, writable }: { volumeId: string; writable: boolean }) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const [path, setPath] = useUrlState("path")
  const [deleting, setDeleting] = useState<FileRow | null>(null)
  const [naming, setNaming] = useState(false)
  const again = useCallback(() => void client.invalidateQueries(trpc.volumes.pathFilter()), [client, trpc])
  const target = useMemo(() => ({ volumeId, tenantId: tenant.id }), [volumeId, tenant.id])
  const { uploads, add, stop, clear } = useUploads(target, again)
  const addHere = (chosen: { file: File; path: string }[]) =>
    add(chosen.map((each) => ({ ...each, path: joinPath(path, each.path) })))
  const { over, handlers } = useDrop(addHere, writable)
  return (
    <div className="flex flex-col gap-4">
      <UploadList uploads={uploads} onStop={stop} onClear={clear} />
      <Card {...handlers} className={cn("relative", over && "border-primary")} aria-label="Files of the volume">
        <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2 sm:px-5">
          <PathBar path={path} onOpen={setPath} />
          {writable && <AddButtons onFolder={() => setNaming(true)} onFiles={addHere} />}
        </div>
        <FolderContent volumeId={volumeId} path={path} onOpen={setPath} onDelete={writable ? setDeleting : null} />
        {over && (
          <div className="pointer-events-none absolute inset-0 flex items-center justify-center rounded-lg border-2 border-primary border-dashed bg-card/90 font-medium text-primary">
            Drop to upload into {path === "" ? "the volume" : path}
          </div>
        )}
      </Card>
      {deleting && (
        <DeleteFileDialog volumeId={volumeId} file={deleting} onClose={() => setDeleting(null)} onDeleted={again} />
      )}
      {naming && <NewFolderDialog folder={path} onClose={() => setNaming(false)} onOpen={setPath} />}
    </div>
  )
}
