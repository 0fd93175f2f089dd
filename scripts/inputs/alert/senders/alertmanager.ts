import { readAlertList } from './alert-list.ts';
import { pick, quote, readText } from './fields.ts';
import type { Sender } from './signal.ts';

/** Prometheus Alertmanager, webhook version 4. */
export const alertmanager: Sender = {
  name: 'alertmanager',
  title: 'Alertmanager',
  read(payload, received) {
    if (!Array.isArray(pick(payload, 'alerts'))) {
      return { unsupported: 'It has no list `alerts`, as Alertmanager sends one.' };
    }
    if (pick(payload, 'orgId') !== undefined) {
      return { unsupported: 'It was sent by Grafana: read it as `grafana`.' };
    }
    const version = readText(payload, 'version');
    if (version !== '4') {
      return { unsupported: `It is of version ${quote(version)}; version 4 is read.` };
    }
    return readAlertList(payload, received);
  },
};
