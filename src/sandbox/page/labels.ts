/** A label as a pill: `scope::value` in two tones, as GitLab shows it. */
export interface LabelView {
  name: string;
  /** Undefined without `::`. */
  scope?: string;
  value: string;
  color: string;
  /** Black or white, whichever can be read on the colour. */
  ink: "#000000" | "#ffffff";
  description: string;
}

export function labelView({
  name,
  color,
  description,
}: {
  name: string;
  color: string;
  description: string | null;
}): LabelView {
  const at = name.lastIndexOf("::");
  return {
    name,
    ...(at > 0 && { scope: name.slice(0, at) }),
    value: at > 0 ? name.slice(at + 2) : name,
    color,
    ink: luminance(color) > 0.179 ? "#000000" : "#ffffff",
    description: description ?? "",
  };
}

/** Relative luminance of `#rrggbb` (WCAG 2.2); at 0.179 black and white contrast alike. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
