import { Writable } from "node:stream";
import ICAL from "ical.js";
import { pino } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import { Directory } from "../../src/policy/directory.ts";
import { findPerson, resolveRole } from "../../src/policy/look-ups.ts";
import { ConfigurationProblems } from "../../src/policy/problems.ts";
import { readYaml } from "../../src/policy/yaml-file.ts";
import { explanationLines } from "../../src/reconcile/explanation-lines.ts";
import { calendarText } from "../../src/web/calendar.ts";
import { openStoreFor } from "../reconcile/a-store.ts";
import { HOSTILE } from "../support/hostile.ts";

const ESCAPES = ["\u001b[2J\u001b[31mowned", "a\r\nb", "a\u0007\u009b31m", "\u202Egnp", "a\u2028b"];
/** What drives a terminal, begins a line, or turns it around. */
const DRIVING = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u;

describe("a log line", () => {
  it.each([...HOSTILE, ...ESCAPES])("with %j in it stays one line of JSON", (typed) => {
    let written = "";
    const stream = new Writable({
      write(chunk, _encoding, done) {
        written += chunk;
        done();
      },
    });

    pino(stream).warn({ reason: typed, [typed]: typed }, typed);

    expect(written.trimEnd().split("\n")).toHaveLength(1);
    expect(written.trimEnd()).not.toMatch(/(?![\u007f-\u009f])\p{Cc}/u);
    expect(JSON.parse(written)).toMatchObject({ msg: typed, reason: typed });
  });
});

describe("what is printed on a terminal", () => {
  it.each(ESCAPES)("%j in an issue's title does not drive it", (typed) => {
    const overview = { title: typed, web_url: "", customer: typed, channel: typed, missing_to_close: [], needs: [] };
    const memory = {
      severity: null,
      origin: null,
      dri: null,
      productDri: null,
      productDrisBefore: [],
      status: null,
      because: {},
    };
    const explanation = {
      decision: { overview, memory, recheckAt: undefined, timeline: [{ who: typed, what: typed, rule: "P-DRI-6" }] },
      wanted: [],
      waiting: [],
    };

    const lines = explanationLines(explanation as never, "Europe/Berlin");

    expect(lines.filter((line) => DRIVING.test(line) || line.includes("\n"))).toEqual([]);
  });

  it.each(["a: [\u001b[2J", '"\\e[2Jx": 1', 'people: { "\\e[2J": 1 }', "\u009b31m: 1", "a: *\u001b[2J"])(
    "a mistake in a file that holds %j does not drive it",
    (text) => {
      expect(problemsOf(text)).not.toMatch(DRIVING);
    },
  );
});

function problemsOf(text: string): string {
  try {
    readYaml("directory.yml", text, Directory);
  } catch (error) {
    if (error instanceof ConfigurationProblems) return error.message;
    throw error;
  }
  throw new Error("there is nothing wrong with it");
}

describe("a hostile directory", () => {
  it("whose marked parts repeat each other without bound is refused, and fills no memory", () => {
    const levels = Array.from({ length: 12 }, (_, n) => `  - &l${n + 1} [${Array(12).fill(`*l${n}`).join(", ")}]`);

    expect(problemsOf(`customers:\n  - &l0 [x]\n${levels.join("\n")}\n`)).toContain("too often to be meant");
  });

  it("may name a region for ten thousand customers", () => {
    const customers = Array.from({ length: 10_000 }, (_, n) => `  - { name: Customer ${n}, csm: *csm }`);

    const { customers: read } = readYaml(
      "directory.yml",
      `regions: { emea: { csm_leader: &csm cathy } }\ncustomers:\n${customers.join("\n")}`,
      Directory,
    );

    expect(read).toHaveLength(10_000);
  });

  it.each(["__proto__", "constructor", "toString"])("cannot change what every object has by the key %s", (key) => {
    const text = `regions: { "${key}": { csm_leader: mallory } }\npeople: { "${key}": { name: Mallory } }\n`;
    const directory = (() => {
      try {
        return readYaml("directory.yml", text, Directory);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationProblems);
        return readYaml("directory.yml", "", Directory);
      }
    })();

    expect("csm_leader" in {}).toBe(false);
    expect(findPerson(directory, "cathy")).toBeUndefined();
    expect(resolveRole(directory, { role: "csm_leader", region: "emea" })).toEqual([]);
  });

  it.each(["!channel", "@here", "U0|x", "<!here>", "subteam^S0"])(
    "cannot make a mention of everybody of the Slack id %s",
    (id) => {
      expect(problemsOf(`people: { mallory: { slack_id: "${id}" } }`)).toContain("not a Slack member id");
    },
  );
});

describe("a calendar", () => {
  it.each([...HOSTILE, ...ESCAPES, "x\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nTRIGGER:-PT1M", "a;b,c\\n:d", 'X";EVIL="1'])(
    "whose escalation is called %j holds one event and no property but its own",
    (typed) => {
      const text = calendarText({
        ...{ name: typed, uid: "standup-7-42@x", sequence: 1, series: undefined, startsAt: 0, changedAt: 0 },
        ...{ description: typed, url: "https://gitlab.example.test/x", link: typed },
      });

      const calendar = new ICAL.Component(ICAL.parse(text));
      const [event, ...others] = calendar.getAllSubcomponents();
      expect(others).toEqual([]);
      expect(event?.getAllSubcomponents()).toEqual([]);
      expect(
        event
          ?.getAllProperties()
          .map(({ name }) => name)
          .toSorted(),
      ).toEqual([
        "description",
        "dtend",
        "dtstamp",
        "dtstart",
        "last-modified",
        "location",
        "sequence",
        "status",
        "summary",
        "uid",
        "url",
      ]);
    },
  );
});

describe("the store", () => {
  it("keeps what was typed as it was typed, and nothing of it is run as SQL", async () => {
    const store = await openStoreFor({ onTestFinished });
    const typed = [...HOSTILE, "x'); drop table deliveries; --", '"; delete from work; --', "%' or 1=1 --", "$1 ?1 :x"];

    for (const text of typed) {
      await store.deliveries.accept({ id: text, key: "7#42", event: text, body: text, receivedAt: 0 });
      await store.facts.set(text, JSON.stringify(text), 0);
    }

    expect(await Promise.all(typed.map((text) => store.facts.get(text)))).toEqual(
      typed.map((text) => JSON.stringify(text)),
    );
    expect(await store.escalations.ofCustomer("x' or '1'='1")).toEqual([]);
  });
});
