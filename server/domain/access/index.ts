export { type Caller, openProvider, openTenant } from "./open-tenant"
export {
  type Actor,
  inTenant,
  type ProviderScope,
  systemActor,
  systemScope,
  type TenantScope,
  withSetting,
} from "./tenant-scope"
