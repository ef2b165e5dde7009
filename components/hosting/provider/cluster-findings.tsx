"use client"

import { CircleAlert, TriangleAlert } from "lucide-react"
import { disk, memory } from "../../format/size"
import type { ApiOutputs } from "../../trpc"
import { cn } from "../../ui/cn"
import { StateBadge } from "../../ui/state-badge"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table"

export type Probe = ApiOutputs["provider"]["clusters"]["probe"]
type Problem = Probe["problems"][number]

/** What a person does about it. */
const advice: Record<string, string> = {
  unreachable: "Check the addresses, that the API listens there, and that no firewall is between.",
  wrong_certificate:
    "Compare the fingerprint with what lxc info prints on a member. If the certificate was renewed, enter the new one.",
  not_trusted: "Give a new trust token, or add our certificate to the cluster's trust store.",
  bad_token: "Make a new one with lxc config trust add --name gridline: a token is good for one use.",
  engine_unsupported: "Upgrade it: LXD 5.0 or later, or Incus 6 or later.",
  pool_missing: "Name a storage pool that every member has; lxc storage list shows them.",
  uplink_missing: "Name the network interface that joins the members; it has the same name on each.",
  members_offline: "Nothing to do here: a member is used again once its cluster sees it.",
  power_unreachable: "Check the controller's address, user and password, or leave power to be switched by hand.",
  images_missing: "They are published to the cluster when they are first needed.",
}

const titles: Record<string, string> = {
  addresses: "Addresses",
  fingerprint: "Certificate fingerprint",
  token: "Trust",
  storagePool: "Storage pool",
  uplink: "Uplink",
  power: "Power control",
}

/** Each with the field it concerns and what to do; what keeps it from working comes first. */
export const ClusterProblems = ({ problems }: { problems: readonly Problem[] }) => (
  <ul className="flex flex-col gap-3" aria-label="Problems">
    {[...problems]
      .sort((a, b) => Number(b.blocking) - Number(a.blocking))
      .map((problem) => {
        const Icon = problem.blocking ? CircleAlert : TriangleAlert
        return (
          <li key={`${problem.code} ${problem.message}`} className="flex items-start gap-2">
            <Icon
              className={cn("mt-0.5 size-4 shrink-0", problem.blocking ? "text-state-failed" : "text-state-degraded")}
              aria-label={problem.blocking ? "In the way" : "Worth a look"}
            />
            <div className="min-w-0">
              {problem.field && <p className="font-medium">{titles[problem.field]}</p>}
              <p className="break-words">{problem.message}</p>
              {advice[problem.code] && <p className="text-compact text-muted-foreground">{advice[problem.code]}</p>}
            </div>
          </li>
        )
      })}
  </ul>
)

/** What the members would be sold as. */
export const ProbedMembers = ({ members }: { members: Probe["members"] }) => (
  <Table aria-label="Members of the cluster">
    <TableHeader>
      <TableRow>
        <TableHead>Member</TableHead>
        <TableHead>State</TableHead>
        <TableHead numeric>Cores</TableHead>
        <TableHead numeric>Memory</TableHead>
        <TableHead numeric>Disk</TableHead>
        <TableHead>Machine class</TableHead>
      </TableRow>
    </TableHeader>
    <TableBody>
      {members.map((member) => (
        <TableRow key={member.name}>
          <TableCell className="font-medium">{member.name}</TableCell>
          <TableCell>
            <StateBadge state={member.state} />
          </TableCell>
          <TableCell numeric>{member.cores || "–"}</TableCell>
          <TableCell numeric>{member.memoryMib ? memory(member.memoryMib) : "–"}</TableCell>
          <TableCell numeric>{member.diskGib ? disk(member.diskGib) : "–"}</TableCell>
          <TableCell>
            {member.machineClass ? (
              <>
                {member.machineClass.slug}
                {member.machineClass.isNew && <span className="text-muted-foreground"> · new</span>}
              </>
            ) : (
              <span className="text-muted-foreground">
                {member.state === "offline" ? "joins when it is back" : "too small to be a node"}
              </span>
            )}
          </TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
)
