"use client"

import type { UseFormRegisterReturn } from "react-hook-form"
import { amountOfMicros, amountOfMinor } from "../format/money"
import { count, disk, memory } from "../format/size"
import { type DataCenter, microsOf, type Package, volumeMonth } from "./prices"

/** As sold and billed: 2,000 GiB are not 2 TiB. */
const gib = (amount: number): string => `${amount.toLocaleString("en")} GiB`

const Row = ({ label, value }: { label: string; value: string }) => (
  <div className="flex justify-between gap-3">
    <dt className="text-muted-foreground">{label}</dt>
    <dd className="text-right tabular">{value}</dd>
  </div>
)

function Above({ dataCenter }: { dataCenter: DataCenter | undefined }) {
  if (!dataCenter) return null
  const volume = volumeMonth(dataCenter)
  const transfer = microsOf(dataCenter, "transfer_out_gib")
  return (
    <p className="border-t pt-2 text-muted-foreground text-xs">
      Above that in {dataCenter.city.split(",")[0]}:{" "}
      {volume !== null && `storage ${volume} ${dataCenter.currency} per GiB and month`}
      {volume !== null && transfer !== null && ", "}
      {transfer !== null &&
        `transfer ${amountOfMicros(transfer, dataCenter.currency, 4)} ${dataCenter.currency} per GiB`}
      .
    </p>
  )
}

/** Packages as cards: radio buttons that look like what they sell. */
export function PackageCards({
  packages,
  dataCenter,
  register,
}: {
  packages: readonly Package[]
  /** Its prices hold for what goes beyond the package. */
  dataCenter: DataCenter | undefined
  register: UseFormRegisterReturn
}) {
  return (
    <div className="grid gap-3 md:grid-cols-3">
      {packages.map((offer) => {
        const { machineClass, nodes, currency } = offer
        return (
          <label
            key={offer.id}
            className="flex cursor-pointer flex-col gap-3 rounded-lg border bg-card p-4 hover:border-input has-checked:border-primary has-checked:ring-1 has-checked:ring-primary has-focus-visible:outline-2 has-focus-visible:outline-ring has-focus-visible:outline-offset-2"
          >
            <input type="radio" value={offer.slug} className="sr-only" {...register} />
            <span className="flex items-baseline justify-between gap-2">
              <span className="font-semibold text-base">{offer.name}</span>
              <span className="text-muted-foreground text-xs">{count(nodes, "node")}</span>
            </span>
            <span>
              <span className="font-semibold text-2xl tabular">{amountOfMinor(offer.monthlyPriceMinor, currency)}</span>
              <span className="block text-muted-foreground">{currency} per month</span>
            </span>
            <span className="text-muted-foreground">{offer.summary}</span>
            <dl className="mt-auto flex flex-col gap-1 text-compact">
              <Row label="Nodes" value={`${nodes} × ${machineClass.slug}`} />
              <Row label="Cores" value={`${nodes} × ${machineClass.cores}`} />
              <Row label="Memory" value={`${nodes} × ${memory(machineClass.memoryMib)}`} />
              <Row label="Disk" value={`${nodes} × ${disk(machineClass.diskGib)}`} />
              <Row label="Storage included" value={gib(offer.includedVolumeGib)} />
              <Row label="Transfer a month" value={gib(offer.includedTransferGib)} />
            </dl>
            <Above dataCenter={dataCenter} />
          </label>
        )
      })}
    </div>
  )
}
