import { Receipt, Server, ShieldCheck } from "lucide-react"
import Link from "next/link"
import { PackagePrices } from "@/components/site/package-prices"
import { TemplatePicture } from "@/components/site/template-picture"
import { Button } from "@/components/ui/button"

const promises = [
  {
    icon: Server,
    title: "Nodes of your own",
    text: "A virtual data center is made of machines of a hosting partner that are assigned to one company at a time: to yours.",
  },
  {
    icon: ShieldCheck,
    title: "A node may go",
    text: "What ran on it starts elsewhere, with its mirrored data. The dashboard says beforehand whether you would survive it, and why.",
  },
  {
    icon: Receipt,
    title: "A bill that says why",
    text: "Every line leads to the intervals it was counted from. Stopping an application stops its meters at that instant.",
  },
]

export default function LandingPage() {
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-16 px-4 py-12 sm:px-6 sm:py-16">
      <section className="flex flex-col gap-5">
        <h1 className="max-w-3xl text-balance font-semibold text-3xl leading-tight tracking-tight sm:text-4xl">
          Virtual data centers on machines that belong to you alone
        </h1>
        <p className="max-w-2xl text-pretty text-base text-muted-foreground">
          Choose a data center, start an application from a template and watch it come up component by component. Pay
          for what it used.
        </p>
        <div className="flex flex-wrap gap-3">
          <Button asChild size="lg">
            <Link href="/sign-up">Sign up</Link>
          </Button>
          <Button asChild size="lg" variant="outline">
            <a href="#prices">See prices</a>
          </Button>
        </div>
      </section>
      <TemplatePicture />
      <section aria-label="What you can rely on" className="grid gap-8 md:grid-cols-3">
        {promises.map(({ icon: Icon, title, text }) => (
          <div key={title} className="flex flex-col gap-2">
            <Icon className="size-5 text-primary" aria-hidden />
            <h2 className="font-semibold text-base">{title}</h2>
            <p className="text-muted-foreground">{text}</p>
          </div>
        ))}
      </section>
      <section aria-labelledby="prices" className="scroll-mt-6">
        <h2 id="prices" className="mb-4 font-semibold text-2xl tracking-tight">
          Prices
        </h2>
        <PackagePrices />
      </section>
    </div>
  )
}
