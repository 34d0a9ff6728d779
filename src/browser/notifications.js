// Stores nothing, fetches nothing: it is there so that notifications outlive the moment and a click on
// one leads back to the page. No page lies in its scope, so that a new one waits for none.

addEventListener("notificationclick", (event) => {
  const { tag, page } = event.notification.data ?? {};
  event.notification.close();
  if (page) event.waitUntil(open(page, tag));
});

async function open(page, tag) {
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.filter((client) => client.url.split("#")[0] === page);
  const client = there.find(({ visibilityState }) => visibilityState === "visible") ?? there[0];
  if (!client) return clients.openWindow(`${page}#margin-call=${encodeURIComponent(tag)}`);
  client.postMessage({ "margin-call": tag });
  return client.focus();
}
