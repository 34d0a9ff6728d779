// Stores nothing, fetches nothing: it is there so that notifications outlive the moment and a click on
// one leads back to the page; and so that somebody can be reminded that no page is open. No page lies in its
// scope, so that a new one waits for none.

addEventListener("notificationclick", (event) => {
  const { tag, page } = event.notification.data ?? {};
  event.notification.close();
  if (page) event.waitUntil(open(page, tag, event.action));
});

/** Leads to the page; or, where a page takes in what was answered, nowhere. */
async function open(page, tag, answer) {
  const there = await windowsOf(page);
  const client = there.find(({ visibilityState }) => visibilityState === "visible") ?? there[0];
  // Nothing is answered by an address: anybody can write one.
  if (!client) return clients.openWindow(`${page}#margin-call=${encodeURIComponent(tag)}`);
  client.postMessage({ "margin-call": tag, answer });
  // A click, and what leads to the page, bring it to the front.
  if (!answer || answer === "top-up") return client.focus();
}

async function windowsOf(page) {
  return (await windows()).filter((client) => client.url.split("#")[0] === page);
}

const windows = () => clients.matchAll({ type: "window", includeUncontrolled: true });

/** Where a page lies, whatever it is asked. */
const placeOf = (address) => address.split(/[?#]/)[0];

// Where somebody has asked for it, and the browser wakes this: its name says of which page it tells.
addEventListener("periodicsync", (event) => {
  const [name, page] = event.tag.split(" ");
  if (name === "margin-call" && page) event.waitUntil(remind(page));
});

/** A page that is open watches, and says itself when it does not. One that the browser has frozen does neither. */
async function remind(page) {
  const there = (await windows()).filter((client) => placeOf(client.url) === placeOf(page));
  if (there.some(({ lifecycleState }) => lifecycleState !== "frozen")) return;
  const tag = "reminder";
  await registration.showNotification("Nothing is watched", {
    body: "The page is closed, so it calls nobody. Open it to know your health now.",
    tag,
    icon: "icon.svg",
    data: { tag, page },
  });
}
