/** Counters and gauges in the format of Prometheus. */
export interface Metrics {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  set(name: string, value: number): void;
  format(): string;
}

/** Metrics of the intake, each with its type and help. */
const known: Readonly<Record<string, readonly [type: 'counter' | 'gauge', help: string]>> = {
  sitrep_intake_requests_total: ['counter', 'Requests by sender and response.'],
  sitrep_intake_signals_total: ['counter', 'Signals by outcome.'],
  sitrep_intake_incidents_total: ['counter', 'Incidents opened.'],
  sitrep_intake_batches_total: ['counter', 'Batches by result.'],
  sitrep_intake_waiting: ['gauge', 'Payloads that are accepted but not committed yet.'],
  sitrep_intake_failed: ['gauge', 'Payloads set aside because they could not be processed.'],
  sitrep_intake_unpushed: ['gauge', '1 while commits could not be pushed.'],
  sitrep_intake_committed_timestamp_seconds: ['gauge', 'Time of the last committed batch.'],
};

/** Starts all metrics at zero. */
export function startMetrics(): Metrics {
  const values = new Map<string, Map<string, number>>();
  const find = (name: string): Map<string, number> => {
    const found = values.get(name) ?? new Map<string, number>();
    values.set(name, found);
    return found;
  };
  return {
    count(name, labels = {}, by = 1) {
      const series = find(name);
      const key = formatLabels(labels);
      series.set(key, (series.get(key) ?? 0) + by);
    },
    set(name, value) {
      find(name).set('', value);
    },
    format() {
      const lines = Object.entries(known).flatMap(([name, [type, help]]) => [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${type}`,
        ...[...(values.get(name) ?? [])].map(([labels, value]) => `${name}${labels} ${value}`),
      ]);
      return `${lines.join('\n')}\n`;
    },
  };
}

/** Formats labels, without characters that Sitrep's own ids and words do not use. */
function formatLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll(/[^A-Za-z0-9_-]/g, '')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
