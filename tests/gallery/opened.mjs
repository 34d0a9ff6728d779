// The gallery, served and with a browser, for the tests of a file.
import { after, before } from "node:test";
import { launch, serve } from "./gallery.mjs";

export let server;
export let browser;

before(async () => {
  server = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});
