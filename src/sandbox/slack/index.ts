export type { Actor } from "./actor.ts";
export { ApiError } from "./api-error.ts";
export { type Fault, type FaultRule, type Faults, faultRule, outages } from "./faults.ts";
export { type Mentions, mentionsOf } from "./mentions.ts";
export { type RateLimitSetting, type RateLimits, realRateLimits } from "./rate-limits.ts";
export { renderPlain } from "./render-plain.ts";
export type { ApiCall, RequestLog } from "./request-log.ts";
export {
  createSandboxSlack,
  type SandboxChannel,
  type SandboxSlack,
  type SandboxSlackOptions,
} from "./sandbox-slack.ts";
export { type ChannelSnapshot, saidIn, type WorkspaceSnapshot } from "./snapshot.ts";
export type { Message, Ts, User } from "./types.ts";
