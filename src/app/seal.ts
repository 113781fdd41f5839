import { createHmac, timingSafeEqual } from "node:crypto";

/** Text that stands in a comment and is believed only where nobody has touched it. */
export interface Seal {
  /** One word of Base64 letters and a point, without anything that could end an HTML comment. */
  seal(text: string): string;
  /** The text; undefined where it was sealed with another token, or changed. */
  unseal(sealed: string): string | undefined;
}

/** Signed with a key made from the service's own token (HMAC-SHA256): who can edit comments cannot make one. */
export function sealWith(token: string): Seal {
  const key = createHmac("sha256", "gitlab-escalations: what the status note keeps").update(token).digest();
  const signed = (text: string) => createHmac("sha256", key).update(text).digest();
  return {
    seal: (text) => `${Buffer.from(text).toString("base64")}.${signed(text).toString("base64")}`,
    unseal(sealed) {
      const [body = "", signature = ""] = sealed.split(".");
      const text = Buffer.from(body, "base64").toString("utf8");
      const given = Buffer.from(signature, "base64");
      const wanted = signed(text);
      return given.length === wanted.length && timingSafeEqual(given, wanted) ? text : undefined;
    },
  };
}
