import ts from "typescript"
import type { SourceFile } from "./source-files"

/**
 * Imports are held by dependency-cruiser; this holds what needs no import: the clock, chance and the process in code
 * that is to be pure, and queries outside stores.
 */
const pure = /^(lib\/|server\/.*\/core\/)/
const tests = /\.(test|spec)\.tsx?$|\/testing\/|^(tests|scripts|bench|prisma)\//
// The access room opens the transactions that stores are given: its statements are what scopes them to a tenant.
const stores = /-store\.ts$|^server\/db\.ts$|^server\/domain\/access\//

const impureCalls = new Set([
  "Date.now",
  "Math.random",
  "performance.now",
  "crypto.randomUUID",
  "crypto.getRandomValues",
  "Temporal.Now.instant",
  "Temporal.Now.zonedDateTimeISO",
  "Temporal.Now.plainDateISO",
  "setTimeout",
  "setInterval",
  "fetch",
])
const models =
  /^(tx|db|prisma|(this|deps|ctx)\.(db|tx|prisma))\.(\$(queryRaw|executeRaw)(Unsafe)?|\w+\.(find\w*|create\w*|update\w*|upsert|delete\w*|count|aggregate|groupBy))$/

export function checkPurity({ path, text }: SourceFile): string[] {
  const isPure = pure.test(path) && !tests.test(path)
  const mayNotQuery = path.startsWith("server/") && !tests.test(path) && !stores.test(path)
  if (!isPure && !mayNotQuery) return []
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const problems: string[] = []
  const visit = (node: ts.Node): void => {
    const problem = (isPure && impurityOf(node)) || (mayNotQuery && queryOf(node))
    if (problem) problems.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${problem}`)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return problems
}

function impurityOf(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) && impureCalls.has(node.expression.getText())) {
    return `${node.expression.getText()} has no place in pure code: take its result as an argument`
  }
  const isClock = ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length
  if (isClock) return "new Date() has no place in pure code: take the time as an argument"
  const isProcess = ts.isPropertyAccessExpression(node) && node.expression.getText() === "process"
  return isProcess ? `${node.getText()} has no place in pure code` : undefined
}

/** `db.volume.findFirst(…)`, and the tagged `` tx.$queryRaw`…` ``. */
function queryOf(node: ts.Node): string | undefined {
  const called = ts.isCallExpression(node)
    ? node.expression
    : ts.isTaggedTemplateExpression(node)
      ? node.tag
      : undefined
  const name = called?.getText()
  return name && models.test(name) ? `${name} belongs in a *-store.ts` : undefined
}
