import { createHmac, timingSafeEqual } from "node:crypto";
import type { IssueKey } from "../issue-key.ts";

/** Text that stands in a comment and is believed only where nobody has touched it. */
export interface Seal {
  /** One word of Base64 letters and a point, without anything that could end an HTML comment. */
  seal(text: string, key: IssueKey): string;
  /** The text; undefined where it was sealed with another token or for another issue, or changed. */
  unseal(sealed: string, key: IssueKey): string | undefined;
}

/** Signed with a key made from the service's own token (HMAC-SHA256): who can edit comments cannot make one. */
export function sealWith(token: string): Seal {
  const secret = createHmac("sha256", "gitlab-escalations: what the status note keeps").update(token).digest();
  const signed = (text: string, key: IssueKey) => createHmac("sha256", secret).update(`${key}\n${text}`).digest();
  return {
    seal: (text, key) => `${Buffer.from(text).toString("base64")}.${signed(text, key).toString("base64")}`,
    unseal(sealed, key) {
      const [body = "", signature = ""] = sealed.split(".");
      const text = Buffer.from(body, "base64").toString("utf8");
      const given = Buffer.from(signature, "base64");
      const wanted = signed(text, key);
      return given.length === wanted.length && timingSafeEqual(given, wanted) ? text : undefined;
    },
  };
}
