import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

const unwanted = new Set([
  // With a single process, the whole browser exits with its first context.
  '--single-process',
  // The browser that checks the site must enforce all rules of the web.
  '--disable-web-security',
  '--allow-running-insecure-content',
]);

/** Starts the browser that is installed from npm. It needs no system packages, and runs as root too. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((flag) => !unwanted.has(flag)),
  });
}
