export { type DescriptorProblem, descriptorLimit, type ReadDescriptor, readDescriptor } from "./read-descriptor"
export { descriptorJsonSchema, schemaPath } from "./schema"
export { writeDescriptor } from "./write-descriptor"
