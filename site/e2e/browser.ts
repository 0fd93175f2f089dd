import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

const unwanted = new Set([
  // In a single process the whole browser ends with its first context.
  '--single-process',
  // A browser that judges the site must hold it to every rule of the web.
  '--disable-web-security',
  '--allow-running-insecure-content',
]);

/** Starts the browser that comes from npm: it needs no package of the system, and no other user than root. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((flag) => !unwanted.has(flag)),
  });
}
