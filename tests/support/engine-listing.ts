import type { Rig } from "@/scripts/rig/rig"
import type { Db } from "@/server/db"
import { instanceName, projectOf, volumeName } from "@/server/fabric/lxd/core/names"

type Row = {
  name: string
  project?: string
  location?: string
  status?: string
  config: Record<string, string>
  used_by?: string[]
  members?: string[]
}

/** What a cluster itself says it has of ours, in its own words; each list is sorted. */
export type EngineListing = {
  /** `project/name@member status` */
  instances: string[]
  /** `project/name@member` */
  volumes: string[]
  projects: string[]
  /** `group: members` */
  groups: string[]
  /** Networks something is on. */
  networksInUse: string[]
  /** Made for whoever needs one next. */
  networksInPool: number
  images: string[]
}

async function rowsOf(rig: Rig, path: string): Promise<Row[]> {
  const { code, stdout, stderr } = await rig.exec("n1", ["lxc", "query", `/1.0/${path}`])
  if (code !== 0) throw new Error(`lxc query ${path}: ${stderr}`)
  return JSON.parse(stdout) as Row[]
}

const everywhere = "recursion=1&all-projects=true"

export async function listEngine(rig: Rig): Promise<EngineListing> {
  const [instances, volumes, projects, groups, networks, images] = await Promise.all([
    rowsOf(rig, `instances?${everywhere}`),
    rowsOf(rig, `storage-pools/default/volumes/custom?${everywhere}`),
    rowsOf(rig, "projects?recursion=1"),
    rowsOf(rig, "cluster/groups?recursion=1"),
    rowsOf(rig, "networks?recursion=1"),
    rowsOf(rig, "images/aliases?recursion=1"),
  ])
  const ours = networks.filter(({ name }) => /^glw\d+$/.test(name))
  const broken = ours.filter(({ status }) => status !== "Created").map(({ name, status }) => `${name} is ${status}`)
  if (broken.length > 0) throw new Error(broken.join("\n"))
  return {
    instances: instances.map((row) => `${row.project}/${row.name}@${row.location} ${row.status}`).sort(),
    volumes: volumes
      // Snapshots, which mirrors rest on, are listed among them.
      .filter(({ name }) => !name.includes("/"))
      .map((row) => `${row.project}/${row.name}@${row.location}`)
      .sort(),
    projects: projects.map(({ name }) => name).sort(),
    groups: groups.map((row) => `${row.name}: ${[...(row.members ?? [])].sort().join(" ")}`).sort(),
    networksInUse: ours.filter((row) => (row.used_by ?? []).length > 0).map(({ name }) => name),
    networksInPool: ours.length,
    images: images.map(({ name }) => name).sort(),
  }
}

/** What the portal wants of it. Keepers, which look into volumes, come and go with them and are in neither list. */
export async function wantedOfEngine(db: Db): Promise<Pick<EngineListing, "instances" | "volumes" | "projects">> {
  const member = new Map(
    (await db.node.findMany({ where: { memberName: { not: null } } })).map((node) => [node.id, node.memberName ?? ""]),
  )
  const components = await db.component.findMany({ where: { state: "running" } })
  const replicas = await db.volumeReplica.findMany({ include: { volume: true } })
  const vdcs = await db.vdc.findMany({ where: { state: "active" } })
  const onMembers = <T extends { nodeId: string | null }>(rows: T[]) => rows.filter((r) => member.has(r.nodeId ?? ""))
  return {
    instances: onMembers(components)
      .map((c) => `${projectOf(c.vdcId)}/${instanceName(c.id, c.epoch)}@${member.get(c.nodeId ?? "")} Running`)
      .sort(),
    volumes: onMembers(replicas)
      .map((r) => `${projectOf(r.volume.vdcId)}/${volumeName(r.volumeId)}@${member.get(r.nodeId)}`)
      .sort(),
    projects: vdcs.map(({ id }) => projectOf(id)).sort(),
  }
}
