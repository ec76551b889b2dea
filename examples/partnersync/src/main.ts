// Brings the accounts of a file to the hub and keeps a copy of what the hub has. Run it as often as you like.
//
// HUB_URL, HUB_KEY and VENDOR_ID tell which hub, SOURCE what the hub calls the system that the accounts come from, ACCOUNTS_FILE is a file
// with a JSON object on each line, in the form of SyncPartnerRow, and COPY_FILE where the copy is kept.

import { readFile, rename, writeFile } from "node:fs/promises";
import type { SyncPartnerRow } from "./gql/graphql.js";
import { Hub } from "./hub.js";
import { type Copy, pull } from "./pull.js";
import { push } from "./push.js";

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

async function accounts(file: string): Promise<SyncPartnerRow[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.filter((line) => line.trim()).map((line) => JSON.parse(line) as SyncPartnerRow);
}

async function load(file: string): Promise<Copy | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Copy;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes the copy in one step, so that a crash leaves the old one: what has come since is then read again. */
async function save(file: string, copy: Copy): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(copy, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

const hub = new Hub(setting("HUB_URL"), setting("HUB_KEY"));
const vendor = setting("VENDOR_ID");
const pushed = await push(hub, vendor, setting("SOURCE"), await accounts(setting("ACCOUNTS_FILE")));
const copy = await pull(hub, vendor, await load(setting("COPY_FILE")));
await save(setting("COPY_FILE"), copy);
console.log(JSON.stringify({ ...pushed, partners: Object.keys(copy.partners).length }));
process.exitCode = pushed.rejected.length > 0 ? 1 : 0;
