/** The policies that are shipped ready to use (P-DRI-12), with the file in `policy/` that each stands in. */
export const PRESETS = [
  {
    name: "default",
    file: "escalation-policy.yml",
    about: "the DRI by origin and severity: the CSM for critical and high, Support for what came from it",
  },
  {
    name: "csm-where-assigned",
    file: "csm-where-assigned.yml",
    about: "the DRI by who is assigned: the CSM where the customer has one, else the region's leader",
  },
] as const;
export type Preset = (typeof PRESETS)[number];
