// What happens to a page's process, and no page can do to itself: it is killed, or held up.

/** Which process draws a page: the one that works while its page does. */
export async function processOf({ context }, page) {
  const session = await context.browser().newBrowserCDPSession();
  const used = async () => new Map((await session.send("SystemInfo.getProcessInfo")).processInfo.map(({ id, cpuTime }) => [id, cpuTime]));
  const before = await used();
  await page.evaluate(() => {
    const end = performance.now() + 500;
    while (performance.now() < end);
  });
  const [[id]] = [...(await used())].map(([id, time]) => [id, time - (before.get(id) ?? 0)]).sort(([, one], [, other]) => other - one);
  await session.detach();
  return id;
}

/** As a crash, or a computer that is out of memory, ends it. */
export async function kill(page, id) {
  const ended = page.waitForEvent("crash");
  process.kill(id, "SIGKILL");
  await ended;
}

/** It stands still with all that it holds, as a frozen page does, until it is let go on. */
export function holdUp(id) {
  process.kill(id, "SIGSTOP");
  return () => process.kill(id, "SIGCONT");
}
