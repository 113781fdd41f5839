import { describe, expect, it } from "vitest";
import { hasHiddenLine } from "../../src/escalation/template.ts";

describe("the hidden line that makes an issue an escalation", () => {
  it.each(["<!-- escalation -->", "Hello\r\n\r\n<!-- escalation -->\r\n## Customer", "  <!--escalation-->  \n\nx"])(
    "counts on a line of its own: %j",
    (description) => {
      expect(hasHiddenLine(description)).toBe(true);
    },
  );

  it.each(["the line `<!-- escalation -->` opens one", "> <!-- escalation -->", "see <!-- escalation --> there", ""])(
    "and not within other words: %j",
    (description) => {
      expect(hasHiddenLine(description)).toBe(false);
    },
  );
});
