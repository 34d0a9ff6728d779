// A push server that speaks the protocol of ntfy as its documentation has it, on a port of its own: messages
// at once or scheduled, the later of one sequence in place of the earlier, taken back, listed. Its clock is
// the test's.
import { createServer } from "node:http";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, PUT, POST, PATCH, DELETE",
  "access-control-allow-headers": "*",
};

/** Starts one; `replaces`: whether it is of a version that knows sequences. */
export async function pushServer({ replaces = true } = {}) {
  let now = 0;
  let count = 0;
  let waiting = [];
  const sent = [];
  const problems = [];

  const publish = (topic, headers, body) => {
    const delay = headers.in === undefined ? undefined : Number(/^(\d+)s$/.exec(headers.in)?.[1]);
    if (delay !== undefined && !(delay >= 10 && delay <= 3 * 86_400)) problems.push(`a delay of ${headers.in}`);
    count += 1;
    const message = {
      id: `message${count}`, topic, title: headers.title, body, priority: headers.priority,
      click: headers.click, sequence: headers["x-sequence-id"], at: now + (delay ?? 0),
    };
    if (delay === undefined) sent.push(message);
    else {
      if (replaces) waiting = waiting.filter((one) => one.topic !== topic || one.sequence !== message.sequence);
      waiting.push(message);
    }
    return message;
  };
  const line = ({ id, at, topic, title, body }) => JSON.stringify({ id, time: at, event: "message", topic, title, message: body });

  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const { pathname, search } = new URL(request.url, "http://localhost");
    const [, topic, rest] = pathname.split("/");
    const answer = (status, text = "") => response.writeHead(status, CORS).end(text);
    if (request.method === "OPTIONS") return answer(200);
    if (request.method === "POST" && topic && !rest) return answer(200, `${line(publish(topic, request.headers, body))}\n`);
    if (request.method === "DELETE" && rest) {
      waiting = waiting.filter((one) => one.topic !== topic || one.sequence !== rest);
      return answer(200, `${JSON.stringify({ event: "message_delete", sequence_id: rest })}\n`);
    }
    if (request.method === "GET" && rest === "json" && search === "?poll=1&sched=1") {
      return answer(200, [...sent, ...waiting].filter((one) => one.topic === topic).map((one) => `${line(one)}\n`).join(""));
    }
    problems.push(`${request.method} ${request.url}`);
    return answer(404, "{}");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    problems,
    /** What waits there. */
    waiting: () => waiting,
    /** What the phone has got. */
    titles: () => sent.map(({ title }) => title),
    sent,
    /** So many seconds pass on its clock. */
    pass(seconds) {
      now += seconds;
      sent.push(...waiting.filter((one) => one.at <= now));
      waiting = waiting.filter((one) => one.at > now);
    },
    stop: () => new Promise((done) => {
      server.closeAllConnections();
      server.close(done);
    }),
  };
}
