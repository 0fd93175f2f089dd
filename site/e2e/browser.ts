import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

/** Starts the browser that comes from npm: it needs no package of the system, and no other user than root. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    // In a single process the whole browser ends with its first context.
    args: chromium.args.filter((flag) => flag !== '--single-process'),
  });
}
