/** A rule that a drawing breaks: which component, which rule, what to do. */
export type Violation = {
  /** Stable code of the rule: `unknown_class`, `bad_wire` */
  rule: string
  /** Null: the drawing as a whole. */
  component: string | null
  message: string
  fix: string
  /** Dotted path of the input it concerns, where there is one. */
  field?: string
}
