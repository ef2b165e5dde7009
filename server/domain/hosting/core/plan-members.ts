import { isSameSize, type Size, soldSize } from "./member-size"
import type { NodeState } from "./node-state"

export type Member = Size & { name: string; state: "online" | "offline" | "evacuated"; runsVms: boolean }
export type MemberState = Member["state"] | "gone"

export type MemberNode = {
  id: string
  state: NodeState
  memberName: string
  memberState: MemberState | null
  evacuated: boolean
  /** As sold when it was last measured. */
  measured: Size | null
  runsVms: boolean
  /** A VDC has it. */
  isHeld: boolean
}

export type MemberAct<N extends MemberNode> =
  /** A member nobody knew: a free node. */
  | { kind: "add"; member: Member; size: Size }
  /** A free node whose member is not in the cluster any more. */
  | { kind: "retire"; node: N }
  /** The same of one that a VDC has: its VDC is told; that nothing runs there is the reconcile loop's to see. */
  | { kind: "lose"; node: N }
  | { kind: "drain"; node: N }
  | { kind: "restore"; node: N }
  /** It has another size than it had. Its class is what was sold, so that stays. */
  | { kind: "resize"; node: N; from: Size; to: Size }
  /** Nothing that anybody is told. */
  | { kind: "note"; node: N; memberState: MemberState; measured: Size | null; runsVms: boolean }

const mayRetire: readonly NodeState[] = ["available", "down"]
const mayDrain: readonly NodeState[] = ["available", "assigned"]

function actsOfMissing<N extends MemberNode>(node: N): MemberAct<N>[] {
  if (!node.isHeld && (mayRetire.includes(node.state) || node.evacuated)) return [{ kind: "retire", node }]
  if (node.memberState === "gone") return []
  // Given back and not empty yet: it is retired once it is.
  const { measured, runsVms } = node
  return node.isHeld ? [{ kind: "lose", node }] : [{ kind: "note", node, memberState: "gone", measured, runsVms }]
}

function actsOfPresent<N extends MemberNode>(node: N, member: Member): MemberAct<N>[] {
  const acts: MemberAct<N>[] = []
  // Of a member that is away nothing is measured.
  const size = member.state === "offline" ? null : soldSize(member)
  if (size && node.measured && !isSameSize(size, node.measured))
    acts.push({ kind: "resize", node, from: node.measured, to: size })
  if (member.state === "evacuated" && mayDrain.includes(node.state)) acts.push({ kind: "drain", node })
  if (member.state === "online" && node.evacuated && node.state === "draining") acts.push({ kind: "restore", node })
  const runsVms = size ? member.runsVms : node.runsVms
  if (node.memberState !== member.state || (size && !node.measured) || runsVms !== node.runsVms)
    acts.push({ kind: "note", node, memberState: member.state, measured: size ?? node.measured, runsVms })
  return acts
}

/** What has to be done so that the nodes of a data center are the members of its cluster. Pure; nothing for what agrees. */
export function planMembers<N extends MemberNode>(nodes: readonly N[], members: readonly Member[]): MemberAct<N>[] {
  const memberOf = new Map(members.map((member) => [member.name, member]))
  const known = new Set(nodes.map((node) => node.memberName))
  const added = members.flatMap((member): MemberAct<N>[] => {
    const size = member.state === "online" && !known.has(member.name) ? soldSize(member) : null
    return size ? [{ kind: "add", member, size }] : []
  })
  const changed = nodes.flatMap((node) => {
    const member = memberOf.get(node.memberName)
    return member ? actsOfPresent(node, member) : actsOfMissing(node)
  })
  return [...changed, ...added]
}
