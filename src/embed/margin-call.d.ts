/** Importing the module defines `<margin-call>`. */
export {};

/** An EIP-1193 provider. */
export interface Eip1193Provider {
  request(request: { method: string; params?: readonly unknown[] | object }): Promise<unknown>;
  on?(event: string, listener: (...values: any[]) => void): unknown;
  removeListener?(event: string, listener: (...values: any[]) => void): unknown;
}

/**
 * Margin calls for the lending positions of a wallet or an address.
 *
 * Attributes: `account` (watch these addresses, read-only), `rpc-url` (read through these JSON-RPC
 * endpoints before the wallet's, each on the chain that it serves; the next takes over when one
 * fails), `deployment` (address of a deployment file; local chains 31337 to 31339
 * only), `thresholds` (three health factors or distances to liquidation, as in `"1.25 1.11 1.05"` or
 * `"20% 10% 5%"`; not for positions whose collateral and debt move together, which are called at
 * 4%, 2% and 1%), `thresholds-correlated` (the same for those), `restore-to` (the health factor that a top-up restores; 1.5 without it),
 * `morpho-markets` (ids of further Morpho Blue markets: no chain lists those that an account is in),
 * `morpho-pre-liquidations` (addresses of pre-liquidation contracts that an account may have
 * authorised: no chain lists them; they are only read from),
 * `theme` (`light` or `dark`; the person's own choice without it), `page` (the element is the page:
 * it may use the page's title, icon and badge), `id` (also names the element's stored
 * settings; without one its account does, or its place among the elements of the page).
 * A property beats the attribute.
 */
export class MarginCallElement extends HTMLElement {
  /** The page's own provider: it is offered first. */
  provider: Eip1193Provider | undefined;
  /** Read through this JSON-RPC endpoint, or these, before the wallet's. */
  rpcUrl: string | readonly string[] | undefined;
  /** Reads again now. */
  refresh(): void;
  /** Opens the top-up of the worst position. */
  openTopUp(): void;
  /** Forgets the wallet. */
  disconnect(): void;
}

/** The element runs. */
export interface ReadyDetail {}

/** A position was read. */
export interface PositionDetail {
  /** The chain's number (EIP-155). */
  chain: number;
  /** The market's name. */
  market: string;
  /** Whose position it is. */
  account: string;
  /** The height of the block that all of this is of. */
  block: number;
  /** A decimal with all its digits; null without debt. */
  healthFactor: string | null;
  /**
   * The health factor of the contract that may liquidate a part before; null without such a contract
   * or without debt.
   */
  preLiquidationHealthFactor: string | null;
  /** Whether the chain's own figures are the same. */
  matchesChain: boolean;
  /** What the values count in; null where nobody has said what the market counts in. */
  currency: string | null;
  /** The collateral that counts. */
  collateral: ValueDetail;
  /** What is owed. */
  debt: ValueDetail;
}

/** A value in the `currency` of its position: `raw / 10 ** decimals`. */
export interface ValueDetail {
  /** An integer of up to 256 bits, in decimal digits. */
  raw: string;
  decimals: number;
}

/** A margin call is made or has ended, or watching itself was lost or is back. */
export interface LevelDetail {
  kind: "entered" | "escalated" | "repeated" | "cleared" | "liquidated" | "maybe-liquidated" | "unwatched" | "disputed" | "rules-changed" | "change-queued" | "watching-again";
  level: "watch" | "call" | "urgent" | "liquidatable";
  /** Whether a contract may liquidate a part before. */
  preLiquidation: boolean;
  /** The market's name; null for what is about all of a chain. */
  market: string | null;
  /** The same for all that is about the same, as in notifications. */
  tag: string;
}

/** A top-up has come to another stage. */
export interface TopUpDetail {
  stage: "review" | "sent" | "confirmed" | "done" | "failed" | "unknown";
  /** The market's name; null when the position is not read any more. */
  market: string | null;
}

/**
 * Something keeps the element from watching: it could not read, the page must correct its set-up, or
 * the element itself stopped.
 */
export interface ErrorDetail {
  kind: "read" | "configuration" | "stopped";
  /** What happened, in words; of `stopped` only. */
  message?: string;
}

declare global {
  interface HTMLElementTagNameMap {
    "margin-call": MarginCallElement;
  }
  interface HTMLElementEventMap {
    "margin-call-ready": CustomEvent<ReadyDetail>;
    "margin-call-position": CustomEvent<PositionDetail>;
    "margin-call-level": CustomEvent<LevelDetail>;
    "margin-call-top-up": CustomEvent<TopUpDetail>;
    "margin-call-error": CustomEvent<ErrorDetail>;
  }
}
