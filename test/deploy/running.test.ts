import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { SETTING_NAMES } from "../../src/settings.ts";
import { SECRET_NAMES } from "../../src/settings-source.ts";

const read = (path: string) => readFileSync(path, "utf8");
const { files, version } = z
  .object({ files: z.array(z.string()), version: z.string() })
  .parse(JSON.parse(read("package.json")));
const dockerfile = read("Dockerfile");
const known = new Set([...SETTING_NAMES, ...SECRET_NAMES.map((name) => `${name}_FILE`)]);
/** Not settings of the service. */
const OTHERS = ["NODE_ENV", "NODE_OPTIONS"];

const Deployment = z.object({
  spec: z.object({
    replicas: z.number(),
    template: z.object({
      spec: z.object({
        containers: z.tuple([
          z.object({
            env: z.array(z.object({ name: z.string(), value: z.string() })),
            volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
            securityContext: z.object({ readOnlyRootFilesystem: z.literal(true) }),
          }),
        ]),
        securityContext: z.object({ runAsNonRoot: z.literal(true), runAsUser: z.number() }),
        volumes: z.array(z.object({ name: z.string() })),
      }),
    }),
  }),
});
const { spec } = Deployment.parse(parse(read("deploy/kubernetes/deployment.yaml")));
const pod = spec.template.spec;
const [container] = pod.containers;
const Compose = z.object({
  services: z.object({ escalations: z.object({ environment: z.record(z.string(), z.string()) }) }),
});

it.each([".gitlab-ci.yml", "compose.yaml", ...globSync("deploy/**/*.{yaml,yml}")])("%s is valid YAML", (path) => {
  const problems = parseAllDocuments(read(path)).flatMap(({ errors, warnings }) => [...errors, ...warnings]);

  expect(problems).toEqual([]);
});

it("the image holds what the package holds, as its build context does", () => {
  const needed = files.filter((file) => file !== "dist" && !/example/.test(file));
  const context = read(".dockerignore").split("\n");

  expect(needed.filter((file) => !dockerfile.includes(`COPY ${file} ${file}\n`))).toEqual([]);
  expect(needed.filter((file) => !context.includes(`!${file}`))).toEqual([]);
});

it("settings in image, compose, manifests and unit exist", () => {
  const compose = Compose.parse(parse(read("compose.yaml"))).services.escalations.environment;
  const named = [
    ...[...dockerfile.matchAll(/\b([A-Z][A-Z_]+)=\S/g)].flatMap(([, name]) => name ?? []),
    ...Object.keys(compose),
    ...container.env.map(({ name }) => name),
    ...[...read("deploy/systemd/escalations.service").matchAll(/\b([A-Z][A-Z_]+)=\S/g)].flatMap(
      ([, name]) => name ?? [],
    ),
  ];

  expect(named.filter((name) => !known.has(name) && ![...OTHERS, "VERSION"].includes(name))).toEqual([]);
});

it("replicas share a database, and every file they name is mounted", () => {
  const paths = container.env.filter(({ name }) => name.endsWith("_FILE")).map(({ value }) => value);
  const mounted = container.volumeMounts.map(({ mountPath }) => mountPath);

  expect(spec.replicas).toBe(2);
  expect(container.env.map(({ name }) => name)).toContain("DATABASE_URL_FILE");
  expect(paths.filter((path) => !mounted.some((folder) => path.startsWith(`${folder}/`)))).toEqual([]);
  expect(container.volumeMounts.map(({ name }) => name)).toEqual(pod.volumes.map(({ name }) => name));
  expect(dockerfile).toContain(`USER ${pod.securityContext.runAsUser}:`);
});

it("the manifests name the version that they are shipped with", () => {
  expect(read("deploy/kubernetes/kustomization.yaml")).toContain(`newTag: v${version}\n`);
});

it("a release's text is its section of the changelog", () => {
  const section = execFileSync(".ci/changelog-section", ["Unreleased"], { encoding: "utf8" });

  expect(section).toContain("### Added");
  expect(section).not.toContain("## [");
});
