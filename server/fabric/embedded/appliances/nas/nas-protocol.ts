/**
 * What a nas speaks on its `files` input: HTTP with `Authorization: Bearer <secret of the wire>`.
 *
 * GET /tree                  all files and folders with their versions, and a version of the whole
 * GET /tree?wait=<version>   the same, once the whole has another version (or after 25 s)
 * GET, HEAD /files/<path>    bytes; ETag, If-None-Match, Range
 * PUT /files/<path>          whole or not at all; answered when the volume's mirror has it too
 * DELETE /files/<path>       a file, or a folder with all in it
 */
export type NasEntry = { path: string; kind: "file" | "folder"; bytes: number; version: string }
export type NasTree = { version: string; entries: NasEntry[] }
