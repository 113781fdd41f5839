import type { Clocks } from "./project-setup.ts";

/** What setting up a Slack workspace and looking whether it still is needs of Slack. Every method throws `OutsideError`. */
export interface WorkspaceSetup {
  /** Whose token it is and what it may. */
  self(): Promise<BotFacts>;
  channel(nameOrId: string): Promise<FoundChannel | undefined>;
  join(channelId: string): Promise<void>;
  /** Whether Slack knows this person, by id or else by e-mail. */
  knows(person: { slackId?: string | undefined; email?: string | undefined }): Promise<boolean>;
  /** Slack's clock at its last answer, and ours at that time. */
  clocks(): Clocks | undefined;
}

export interface BotFacts {
  name: string;
  team: string;
  /** Undefined where Slack does not say. */
  scopes: readonly string[] | undefined;
  /** A person's token (xoxp-) instead of a bot's. */
  isBot: boolean | undefined;
}

export interface FoundChannel {
  id: string;
  name: string;
  isArchived: boolean;
  isMember: boolean;
  isPrivate: boolean;
}
