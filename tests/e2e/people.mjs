// What a person finds on the screen, by role and name: the widget's parts and the demo wallet's.

const LEVELS = /^(Healthy|Watch|Margin call|Urgent|Liquidatable|Not known now|No debt)$/;

/** The widget inside `element`, by default the page's only one. */
export function widgetOf(page, element = page.locator("margin-call")) {
  const button = (name) => element.getByRole("button", { name });
  const part = (name, within = element) => within.locator(`[part=${name}]`);
  const position = element.getByRole("article");
  const details = part("details");
  const alarm = part("alarm");
  const topUp = part("top-up");
  const goal = part("goal", topUp);

  /** The value beside a name, in any list of names and values. */
  const fact = (name, within = element.locator("[part=position], [part=details]")) =>
    within.locator("dl > div").filter({ has: page.locator("dt").getByText(name, { exact: true }) }).locator("dd").first();

  return {
    element,
    button,
    /** Presses a button that takes no click in its first moment. */
    async pressRested(name) {
      await button(name).and(page.locator(":not([data-resting])")).click();
    },
    fact,
    position,
    /** What is behind each position that stands open, in the order of the page. */
    details,
    header: part("header"),
    notices: part("notices"),
    alarm,
    /** A setting, opened. */
    async setting(name) {
      const setting = part(name, alarm);
      await openOnce(setting);
      return setting;
    },
    /** The level's word at the position's head. */
    level: position.getByText(LEVELS).first(),
    health: part("gauge", position).getByRole("paragraph").first(),
    leg: (symbol) => part("leg", details).filter({ has: page.getByText(symbol, { exact: true }) }),
    exactHealth: fact("Health factor, all digits"),
    connect: (wallet) => button(`Connect ${wallet}`),
    /** One line of what must be known before any number is read. */
    notice: (headline) => part("notices").getByText(headline, { exact: true }),
    topUp: {
      panel: topUp,
      heading: topUp.getByRole("heading", { level: 2 }),
      button: (name) => topUp.getByRole("button", { name }),
      target: topUp.getByLabel("Restore the health factor to"),
      amount: topUp.getByLabel(/^or (repay|add) exactly$/),
      /** Opens what the ways lead to, and types another target. */
      async restoreTo(target) {
        await openOnce(goal);
        await this.target.fill(target);
      },
      /** The same, and types an amount for the chosen way. */
      async takesExactly(amount) {
        await openOnce(goal);
        await this.amount.fill(amount);
      },
      way: (name) => topUp.getByRole("radio", { name }),
      /** The sentence of each transaction. */
      sentences: topUp.locator("ol > li").filter({ has: page.locator("details") }).locator("p:first-child"),
      fact: (name) => fact(name, topUp),
    },
  };
}

/** Opens what is folded away; what is open stays so. */
async function openOnce(folded) {
  if (!(await folded.evaluate((it) => it.open))) await folded.locator("summary").first().click();
}

/** Another page of the same browser, as a world of its own. */
export const worldOn = (world, page) => ({ ...world, page, widget: widgetOf(page), wallet: walletOf(page, world.chain), seen: () => page.evaluate(() => window.observed) });

/** Opens a position that is a row; one that stands open stays so. */
export async function open(position) {
  const closed = position.locator(".row-button[aria-expanded=false]");
  if ((await closed.count()) > 0) await closed.click();
}

/** The demo wallet: its dialog and its corner of the page. */
export function walletOf(page, chain) {
  const dialog = (name) => page.getByRole("dialog", { name });
  const corner = page.getByRole("region", { name: "Demo wallet" });
  const signing = dialog("Sign this transaction?");
  return {
    dialog,
    corner,
    signing,
    /** Connects as a borrower of the local market. */
    async connect(borrower) {
      const asked = dialog("Connect to this page?");
      await asked.getByLabel("Account").selectOption(chain.borrower(borrower));
      await asked.getByRole("button", { name: "Connect" }).click();
    },
    reject: (name) => dialog(name).getByRole("button", { name: "Reject" }).click(),
    async confirm(name = "Sign this transaction?", label = "Confirm") {
      await dialog(name).getByRole("button", { name: label }).click();
    },
    /** What the wallet says that its person is about to sign. */
    sentence: signing.locator("p").nth(1),
    carriesOutAtOnce: (status) => corner.getByLabel("Several calls").selectOption(status),
    /** What it does with typed data: "yes", "no" or "wrong". */
    signs: (what) => corner.getByLabel("Permissions").selectOption(what),
    /** The next thing that its person decides is done, and answered with this error. */
    misreportsNext: (error) => page.evaluate((detail) => dispatchEvent(new CustomEvent("demo-wallet-mishap", { detail })), error),
    choose: (borrower) => corner.getByLabel("Account").selectOption(chain.borrower(borrower)),
    moveTo: (chainId) => corner.getByLabel("Network").selectOption(chainId),
  };
}
