export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface ScrapedFamily {
  type: string;
  help: string;
  samples: Sample[];
}

/** Prometheus' text format 0.0.4, read strictly: a sample without HELP and TYPE before it, or one that stands twice, is an error. */
export function parseScrape(text: string): Map<string, ScrapedFamily> {
  const families = new Map<string, ScrapedFamily>();
  const seen = new Set<string>();
  const helps = new Map<string, string>();
  let current: [string, ScrapedFamily] | null = null;
  for (const line of text.split('\n').filter((line) => line !== '')) {
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (keyword === 'HELP') {
      helps.set(name, rest);
    } else if (keyword === 'TYPE') {
      const help = helps.get(name);
      if (help === undefined || families.has(name)) {
        throw new Error(`${name} has no HELP, or stands twice`);
      }
      current = [name, { type: rest, help, samples: [] }];
      families.set(...current);
    } else {
      const sample = parseSample(line);
      const key = line.slice(0, line.lastIndexOf(' '));
      if (current === null || !belongs(sample.name, current) || seen.has(key)) {
        throw new Error(`a sample in the wrong place, or twice: ${line}`);
      }
      seen.add(key);
      current[1].samples.push(sample);
    }
  }
  return families;
}

function belongs(sample: string, [name, { type }]: [string, ScrapedFamily]): boolean {
  return (
    sample === name ||
    (type === 'histogram' && /_(bucket|sum|count)$/.test(sample) && sample.startsWith(name))
  );
}

function parseSample(line: string): Sample {
  const [, name = '', braces = '', value = ''] =
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*)\})? (\S+)$/.exec(line) ?? [];
  if (name === '' || (Number.isNaN(Number(value)) && !['NaN', '+Inf', '-Inf', 'Nan'].includes(value))) {
    throw new Error(`no sample: ${line}`);
  }
  const labels = Object.fromEntries(
    [...braces.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [label, text]),
  );
  return { name, labels, value: Number(value) };
}

/** The sum of the samples of that name whose labels are these; null where there is none. */
export function sumOf(
  families: Map<string, ScrapedFamily>,
  name: string,
  labels: Record<string, string> = {},
): number | null {
  const samples = [...families.values()]
    .flatMap(({ samples }) => samples)
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value));
  return samples.length === 0 ? null : samples.reduce((sum, { value }) => sum + value, 0);
}
