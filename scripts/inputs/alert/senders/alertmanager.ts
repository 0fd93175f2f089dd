import { readAlertList } from './alert-list.ts';
import { pick, quote, readText } from './fields.ts';
import type { Sender } from './signal.ts';

/** Prometheus Alertmanager, webhook version 4. */
export const alertmanager: Sender = {
  name: 'alertmanager',
  title: 'Alertmanager',
  read(payload, received) {
    if (!Array.isArray(pick(payload, 'alerts'))) {
      return { unsupported: 'The payload has no `alerts` list, so it is not from Alertmanager.' };
    }
    if (pick(payload, 'orgId') !== undefined) {
      return { unsupported: 'The payload was sent by Grafana. Read it as `grafana`.' };
    }
    const version = readText(payload, 'version');
    if (version !== '4') {
      return {
        unsupported: `The payload has version ${quote(version)}; only version 4 is supported.`,
      };
    }
    return readAlertList(payload, received);
  },
};
