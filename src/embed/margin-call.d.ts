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
 * only), `thresholds` (three health factors, as in `"1.25 1.11 1.05"`), `restore-to` (the health
 * factor that a top-up restores), `morpho-markets` (ids of further Morpho Blue markets: no chain
 * lists those that an account is in), `morpho-pre-liquidations` (addresses of pre-liquidation
 * contracts that an account may have authorised: no chain lists them; they are only read from),
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

/**
 * An event of the element. Amounts in its detail are decimal strings with their decimals; values are
 * in its `currency`, which is null where nobody has said what a market counts in.
 */
export type MarginCallEvent = CustomEvent<Record<string, unknown>>;

declare global {
  interface HTMLElementTagNameMap {
    "margin-call": MarginCallElement;
  }
  interface HTMLElementEventMap {
    "margin-call-ready": MarginCallEvent;
    "margin-call-position": MarginCallEvent;
    "margin-call-level": MarginCallEvent;
    "margin-call-top-up": MarginCallEvent;
    "margin-call-error": MarginCallEvent;
  }
}
