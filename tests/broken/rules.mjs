// The rules that are broken, room by room. Those of files that change most stand last.

import { ALARMS } from "./rules/alarms.mjs";
import { CHAIN } from "./rules/chain.mjs";
import { EDITIONS } from "./rules/editions.mjs";
import { LADDERS } from "./rules/ladders.mjs";
import { LETTERS } from "./rules/letters.mjs";
import { LOOKS } from "./rules/looks.mjs";
import { MIXES } from "./rules/mixes.mjs";
import { PAST } from "./rules/past.mjs";
import { PERMITS } from "./rules/permits.mjs";
import { PROTOCOLS } from "./rules/protocols.mjs";
import { PUSH } from "./rules/push.mjs";
import { QUEUED } from "./rules/queued.mjs";
import { SEIZURES } from "./rules/seizures.mjs";
import { SEVERAL } from "./rules/several.mjs";
import { SIGNING } from "./rules/signing.mjs";
import { SOURCES } from "./rules/sources.mjs";
import { TABS } from "./rules/tabs.mjs";
import { TELLING } from "./rules/telling.mjs";
import { TIMES } from "./rules/times.mjs";
import { VIEWS } from "./rules/views.mjs";
import { WALLET } from "./rules/wallet.mjs";
import { WIRES } from "./rules/wires.mjs";
import { WITNESSES } from "./rules/witnesses.mjs";

export const RULES = [
  ...LOOKS,
  ...WIRES,
  ...WITNESSES,
  ...TABS,
  ...WALLET,
  ...SEIZURES,
  ...PAST,
  ...CHAIN,
  ...PROTOCOLS,
  ...ALARMS,
  ...TIMES,
  ...LADDERS,
  ...TELLING,
  ...LETTERS,
  ...PUSH,
  ...SOURCES,
  ...QUEUED,
  ...EDITIONS,
  ...MIXES,
  ...SEVERAL,
  ...PERMITS,
  ...SIGNING,
  ...VIEWS,
];
