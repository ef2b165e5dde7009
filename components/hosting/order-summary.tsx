"use client"

import type { ReactNode } from "react"
import { amountOfMicros, amountOfMinor } from "../format/money"
import { count } from "../format/size"
import { type DataCenter, microsOf, type Package, volumeMonth } from "./prices"

const Line = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="flex justify-between gap-4">
    <dt className="text-muted-foreground">{label}</dt>
    <dd className="text-right">{children}</dd>
  </div>
)

const priced = [
  ["component_core_hours", "Core in use, per hour"],
  ["component_memory_gib_hours", "GiB of memory in use, per hour"],
] as const

/** The price before anybody commits to it: what is fixed, what comes with use, what goes beyond the package. */
export function OrderSummary({
  offer,
  dataCenter,
}: {
  offer: Package | undefined
  dataCenter: DataCenter | undefined
}) {
  if (!offer || !dataCenter) return <p className="text-muted-foreground">Choose a package and a data center.</p>
  const { currency } = dataCenter
  const volume = volumeMonth(dataCenter)
  const transfer = microsOf(dataCenter, "transfer_out_gib")
  return (
    <div className="flex flex-col gap-4" aria-live="polite">
      <div>
        <div className="text-muted-foreground text-xs">Per month</div>
        <div className="font-semibold text-2xl tabular">
          {amountOfMinor(offer.monthlyPriceMinor, offer.currency)} {offer.currency}
        </div>
        <p className="mt-1 text-muted-foreground text-xs">
          From the moment it is active, by the second: a part of a month costs that part.
        </p>
      </div>
      <dl className="flex flex-col gap-1.5 border-t pt-3 text-compact">
        <Line label="Package">{offer.name}</Line>
        <Line label="Nodes">{count(offer.nodes, `${offer.machineClass.slug} node`)}</Line>
        <Line label="Data center">{dataCenter.name}</Line>
        <Line label="Partner">{dataCenter.partner}</Line>
      </dl>
      <div className="border-t pt-3">
        <p className="mb-1.5 text-muted-foreground text-xs">For what is used, in {currency}</p>
        <dl className="flex flex-col gap-1.5 text-compact">
          {priced.map(([meter, label]) => {
            const micros = microsOf(dataCenter, meter)
            return micros === null ? null : (
              <Line key={meter} label={label}>
                <span className="tabular">{amountOfMicros(micros, currency)}</span>
              </Line>
            )
          })}
          {volume !== null && (
            <Line label="GiB of storage above, per month">
              <span className="tabular">{volume}</span>
            </Line>
          )}
          {transfer !== null && (
            <Line label="GiB of transfer above">
              <span className="tabular">{amountOfMicros(transfer, currency, 4)}</span>
            </Line>
          )}
        </dl>
      </div>
      <p className="text-muted-foreground text-xs">
        Prices in {currency}, as {dataCenter.partner} charges them, without a markup. Close it whenever it is empty.
      </p>
    </div>
  )
}
