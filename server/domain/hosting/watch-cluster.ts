import type { ClusterProblem, ClusterReport, ClusterNews as EngineNews } from "@/server/fabric/cluster-gate"
import { systemActor } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { openAccess } from "./cluster-access"
import { type ClusterNews, findClusterAcrossTenants, noteCluster } from "./cluster-store"
import { planMembers } from "./core/plan-members"
import { findMemberNodes } from "./member-store"
import { askCluster } from "./probe-cluster"
import { syncMembers } from "./sync-members"
import { problemsOf } from "./to-cluster-out"

/** How old "last seen" may be while nothing changes, ms: not a write for every look. */
const freshMs = 30_000

/** Members are looked at every few seconds; what they have is measured as often as this, ms. */
const sizesWithinMs = 60_000

const sameProblems = (a: readonly ClusterProblem[], b: ReturnType<typeof problemsOf>): boolean => {
  const texts = (problems: readonly { code: string; message: string }[]) =>
    problems.map((p) => `${p.code} ${p.message}`).join("\n")
  return texts(a) === texts(b)
}

const newsOf = (report: ClusterReport, now: Date): ClusterNews =>
  report.engine === null
    ? { state: "unreachable", problems: report.problems }
    : {
        state: "ready",
        engine: report.engine,
        version: report.version,
        problems: report.problems,
        lastSeenAt: now,
      }

/** One look at a cluster: what it is and who its members are. Writes what changed. False when there is no such cluster any more. */
export async function watchCluster(deps: Deps, clusterId: string, signal: AbortSignal): Promise<boolean> {
  const before = await findClusterAcrossTenants(deps.db, clusterId)
  if (!before) return false
  const { dataCenterId } = before
  const report = await askCluster(deps, openAccess(deps.settings.encryptionKey, before), signal, sizesWithinMs)
  const now = deps.clock.now()
  const news = newsOf(report, now)
  // A cluster has members as long as it answers: an empty list is a fault of the answer.
  const members = report.engine === null ? [] : report.members
  const isMoved = members.length > 0 && planMembers(await findMemberNodes(deps.db, dataCenterId), members).length > 0
  const isNews =
    news.state !== before.state ||
    (news.engine !== undefined && (news.engine !== before.engine || news.version !== before.version)) ||
    !sameProblems(report.problems, problemsOf(before.problems)) ||
    (news.lastSeenAt !== undefined && now.getTime() - (before.lastSeenAt?.getTime() ?? 0) >= freshMs)
  if (!isMoved && !isNews) return true
  await deps.db.$transaction(async (tx) => {
    const last = await noteCluster(tx, clusterId, news)
    if (last === null) return
    if (isMoved) await syncMembers(tx, dataCenterId, members)
    if (news.state !== last)
      await recordAudit(
        tx,
        { tenantId: null, actor: systemActor },
        {
          action: `cluster.${news.state}`,
          subjectType: "cluster",
          subjectId: clusterId,
          before: { state: last },
          after: { state: news.state, problems: report.problems.map((p) => p.code) },
        },
      )
  })
  return true
}

/** Tells what a cluster says by itself for as long as the stream holds; ends as the gate's `follow` does. Null: there is no such cluster. */
export async function followCluster(
  deps: Deps,
  clusterId: string,
  onNews: (news: EngineNews) => void,
  signal: AbortSignal,
): Promise<null> {
  const cluster = await findClusterAcrossTenants(deps.db, clusterId)
  if (!cluster) return null
  return deps.clusters.follow(openAccess(deps.settings.encryptionKey, cluster), onNews, signal)
}
