import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** Signs ID tokens (JWS with RS256, as GitLab does), and shows the key that they are checked with. */
export interface TokenSigner {
  sign(claims: object): string;
  /** JWK set (RFC 7517). */
  keys(): { keys: object[] };
}

const KEY_ID = "of-this-sandbox";

export function createTokenSigner(): TokenSigner {
  let made: KeyObject | undefined;
  // Made when somebody first signs in: it costs a sandbox that nobody signs in to.
  const key = () => {
    made ??= generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    return made;
  };
  return {
    sign(claims) {
      const signed = [{ alg: "RS256", typ: "JWT", kid: KEY_ID }, claims].map(encoded).join(".");
      return `${signed}.${sign("sha256", Buffer.from(signed), key()).toString("base64url")}`;
    },
    keys: () => ({
      keys: [{ ...createPublicKey(key()).export({ format: "jwk" }), use: "sig", alg: "RS256", kid: KEY_ID }],
    }),
  };
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
